using System.Globalization;
using System.Text.Json;
using HmsSync.Changes;
using HmsSync.Sdk;
using Microsoft.Data.Sqlite;

namespace HmsSync.Tests.Hubs.Sqlite;

/// <summary>What somebody knows of a table who saw nothing but its events.</summary>
internal sealed class Shadow
{
    private readonly SortedDictionary<string, string> _rows = new(StringComparer.Ordinal);

    public string Text => string.Join("\n", _rows.Values);

    public void Apply(NewEvent change)
    {
        switch (change.Op)
        {
            case ChangeOp.Insert or ChangeOp.Update: _rows[change.Key.Json] = Canonical(change.Fields); break;
            case ChangeOp.Delete: _rows.Remove(change.Key.Json); break;
            default: throw new InvalidOperationException($"A table has no {change.Op}.");
        }
    }

    /// <summary>The table itself in the same words, read by other code than the feed's.</summary>
    public static string OfTable(SqliteConnection hub, string columns, string table, string where)
    {
        using var command = hub.CreateCommand();
        command.CommandText = $"SELECT {columns} FROM {table} WHERE {where}";
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(string.Join("|", Enumerable.Range(0, reader.FieldCount)
                .Select(i => $"{reader.GetName(i)}={(reader.IsDBNull(i) ? "null" : Word(reader.GetValue(i)))}")));
        }

        rows.Sort(StringComparer.Ordinal);
        return string.Join("\n", rows);
    }

    /// <summary>Sorted by content, as <see cref="OfTable"/> does.</summary>
    public string Sorted() => string.Join("\n", _rows.Values.Order(StringComparer.Ordinal));

    public static string Canonical(ReadOnlyMemory<byte> fields)
    {
        using var document = JsonDocument.Parse(fields);
        return string.Join("|", document.RootElement.EnumerateObject().Select(p => $"{p.Name}={p.Value.ValueKind switch
        {
            JsonValueKind.String => $"\"{p.Value.GetString()}\"",
            _ => p.Value.GetRawText(),
        }}"));
    }

    private static string Word(object value) => value switch
    {
        long number => number.ToString(CultureInfo.InvariantCulture),
        double real when double.IsInfinity(real) => real > 0 ? "\"Infinity\"" : "\"-Infinity\"",
        double real => real.ToString("R", CultureInfo.InvariantCulture),
        byte[] blob => $"\"{Convert.ToBase64String(blob)}\"",
        string text => $"\"{text}\"",
        _ => throw new InvalidOperationException(value.GetType().Name),
    };
}
