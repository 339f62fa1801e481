namespace HmsSync.Hubs.Postgres.Writing;

/// <summary>
/// Other records of the table. Who asks for the same waits for the end of our transaction: the lock is on what is wanted, since
/// rows that do not stand there yet cannot be locked.
/// </summary>
internal sealed class PgClaimRows(PgWriteSession session, PgRecords records) : IHubRows
{
    public IReadOnlyList<HubRow> Wanting(ClaimSearch wanted, int most)
    {
        if (Fields(wanted.Same) is not { } same)
        {
            return []; // a value that no column can hold is in no row
        }

        var script = new PgScript();
        Lock(script, wanted.Claim, same);
        if (!Search(script, wanted, same, most))
        {
            return [];
        }

        using var command = script.On(session.Connection);
        using var rows = command.ExecuteReader();
        rows.NextResult();
        var found = new List<HubRow>();
        while (rows.Read())
        {
            found.Add(records.RowWithKey(rows));
        }

        return found;
    }

    /// <summary>The server hashes the values as its types compare them: 7 and 7.0 are the same.</summary>
    private void Lock(PgScript script, string claim, List<PgField> same)
    {
        var name = script.Text($"hms_sync {records.Table.Name} {claim}");
        var casts = same.Select(s => $", {script.Value(s)}::{records.Table.Columns[s.Column].Declared}");
        script.Add($"SELECT pg_advisory_xact_lock(hash_record_extended(ROW({name}{string.Concat(casts)}), 0))::text");
    }

    /// <summary>A statement of its own: its snapshot is taken when the lock is ours. False: no row can be found.</summary>
    private bool Search(PgScript script, ClaimSearch wanted, List<PgField> same, int most)
    {
        var parts = new List<string>();
        if (same.Count > 0)
        {
            parts.Add(records.Equal(script, same));
        }

        if (wanted.Span is { } span)
        {
            var ends = Fields([new(span.StartColumn, span.End), new(span.EndColumn, span.Start)]);
            if (ends is null)
            {
                return false;
            }

            parts.Add($"{Name(ends[0])} < {script.Value(ends[0])}");
            parts.Add($"{Name(ends[1])} > {script.Value(ends[1])}");
        }

        // What no column can hold no record has: then each wants something.
        if (wanted.Unless.Count > 0 && Fields(wanted.Unless) is { } unless)
        {
            var said = unless.Select(u => $"{Name(u)} IS NOT DISTINCT FROM {script.Value(u)}");
            parts.Add($"NOT ({string.Join(" AND ", said)})");
        }

        if (!wanted.Except.IsNone && records.ReadKey(wanted.Except.Json, out var except) is null)
        {
            parts.Add($"NOT ({records.Equal(script, except)})");
        }

        records.SelectWhere(script, parts.Count == 0 ? "true" : string.Join(" AND ", parts), most);
        return true;
    }

    private string Name(PgField field) => PgSql.Name(records.Table.Columns[field.Column].Name);

    /// <summary>Null: a column cannot hold its value.</summary>
    private List<PgField>? Fields(IReadOnlyList<ColumnValue> values)
    {
        var fields = new List<PgField>();
        foreach (var value in values)
        {
            if (PgFields.Value(records.Table, value.Column, value.Json.Span) is not { } field)
            {
                return null;
            }

            fields.Add(field);
        }

        return fields;
    }
}
