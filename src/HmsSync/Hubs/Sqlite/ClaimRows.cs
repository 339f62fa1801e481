using System.Text;
using System.Text.Json;

namespace HmsSync.Hubs.Sqlite;

/// <summary>Other records of the table; the writer's transaction, begun immediate, keeps every other writer out.</summary>
internal sealed class ClaimRows(HubConnection hub, RecordStore store) : IHubRows
{
    public IReadOnlyList<HubRow> Wanting(ClaimSearch wanted, int most)
    {
        var values = new List<HubValue>();
        var where = Where(wanted, values);
        return where is null ? [] : store.Select(hub, where, values, wanted.Except, most);
    }

    /// <summary>Null: a value that no column can hold is in no row.</summary>
    private string? Where(ClaimSearch wanted, List<HubValue> values)
    {
        var parts = new List<string>();
        bool Add(string column, string test, ReadOnlyMemory<byte> json)
        {
            if (Value(column, json) is not { } value)
            {
                return false;
            }

            values.Add(value);
            parts.Add($"{HubSql.Name(column)} {test} ?{values.Count}");
            return true;
        }

        var known = wanted.Same.All(same => Add(same.Column, "IS", same.Json))
            && (wanted.Span is not { } span
                || (Add(span.StartColumn, "<", span.End) && Add(span.EndColumn, ">", span.Start)));
        if (!known)
        {
            return null;
        }

        var wanting = parts.Count;
        var isSaid = wanted.Unless.All(unless => Add(unless.Column, "IS", unless.Json));
        if (isSaid && parts.Count > wanting)
        {
            var unless = $"NOT ({string.Join(" AND ", parts[wanting..])})";
            parts.RemoveRange(wanting, parts.Count - wanting);
            parts.Add(unless);
        }
        else
        {
            // A value that no column can hold: no record has it, and each wants something.
            parts.RemoveRange(wanting, parts.Count - wanting);
        }

        return parts.Count == 0 ? "1" : string.Join(" AND ", parts);
    }

    private HubValue? Value(string column, ReadOnlyMemory<byte> json)
    {
        var fields = new List<(int Column, HubValue Value)>();
        byte[] record = [.. Encoding.UTF8.GetBytes($"{{{JsonSerializer.Serialize(column)}:"), .. json.Span, (byte)'}'];
        return RecordFields.Read(store.Table, record, fields) is null ? fields[0].Value : null;
    }
}
