using System.Text.Json;
using HmsSync.Changes;
using HmsSync.Hubs.Postgres.Catalogue;
using HmsSync.Hubs.Postgres.Values;
using Npgsql;
using NpgsqlTypes;

namespace HmsSync.Hubs.Postgres.Feed;

/// <summary>Finds a row by its canonical key.</summary>
internal static class KeyMatch
{
    /// <summary>Parameters $1, $2 … are the key's values as text, whose type the comparison tells.</summary>
    public static string Condition(PgShape shape)
        => string.Join(" AND ", shape.Key.Select(
            (k, i) => string.Create(CultureInfo.InvariantCulture, $"{PgSql.Name(shape.Columns[k].Name)} = ${i + 1}")));

    /// <summary>Adds the key's values to a query that begins with <see cref="Condition"/>.</summary>
    public static void Bind(NpgsqlCommand query, PgShape shape, RecordKey key)
    {
        using var json = JsonDocument.Parse(key.Json);
        foreach (var column in shape.Key)
        {
            var (name, type) = shape.Columns[column];
            query.Parameters.Add(Text(Value(type, json.RootElement.GetProperty(name))));
        }
    }

    /// <summary>A value in PostgreSQL's text form, of the type that its place in the statement says.</summary>
    public static NpgsqlParameter Text(string value) => new() { Value = value, NpgsqlDbType = NpgsqlDbType.Unknown };

    private static string Value(PgType type, JsonElement value)
        => value.ValueKind != JsonValueKind.String ? value.GetRawText()
            : type.Kind == PgValueKind.Bytes ? @"\x" + Convert.ToHexStringLower(value.GetBytesFromBase64())
            : value.GetString()!;
}
