using System.Text;
using System.Text.Json;
using HmsSync.Audit;
using HmsSync.Hosting;
using HmsSync.Stores.Sqlite.Reading;

namespace HmsSync.Tests.Simulation.TwoWay;

/// <summary>
/// Judges a settled two-way world by what people wrote and what both sides hold (research: O1 to O10); uses no decision of the
/// engine's but its conflict rows, which are part of what it promises. A calendar that takes no conditions can be overwritten in
/// the moment between what it said and what it is told: there only agreement and honest values are asked for.
/// </summary>
internal sealed class TwoWayOracle(SimClerks clerks, SimCalendar calendar, UserWrites writes, Engine engine)
{
    private readonly List<ConflictRow> _conflicts = engine.Store.Readers.Read(r => r.Reports.Conflicts(all: true, 0, 10_000));

    public IEnumerable<string> Judge()
    {
        var rows = clerks.Rows();
        return calendar.Violations
            .Concat(Agreement(rows))
            .Concat(Winners(rows))
            .Concat(calendar.Flaws.Etags ? Losers(rows) : [])
            .Concat(Untouched(rows))
            .Concat(Chain());
    }

    /// <summary>Invariant 4: both sides hold the same records with the same values.</summary>
    private IEnumerable<string> Agreement(Dictionary<string, Dictionary<string, string?>> rows)
    {
        foreach (var key in rows.Keys.Except(calendar.Entries.Keys))
        {
            yield return $"the hub has {key}, the calendar has not (invariant 4)";
        }

        foreach (var key in calendar.Entries.Keys.Except(rows.Keys))
        {
            yield return $"the calendar has {key}, the hub has not (invariant 4)";
        }

        foreach (var key in rows.Keys.Intersect(calendar.Entries.Keys))
        {
            foreach (var field in SimClerks.Fields)
            {
                var (hub, there) = (rows[key][field], calendar.Entries[key].Fields.GetValueOrDefault(field));
                if (!string.Equals(hub, there, field == "notes" ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal))
                {
                    yield return $"{key}.{field}: the hub has {hub}, the calendar {there} (invariant 4)";
                }
            }
        }
    }

    /// <summary>What stands was written by somebody, and nobody who saw it has replaced it (invariant 7).</summary>
    private IEnumerable<string> Winners(Dictionary<string, Dictionary<string, string?>> rows)
    {
        foreach (var (key, row) in rows)
        {
            foreach (var field in SimClerks.Fields)
            {
                if (row[field] is not { } value || !writes.Knows(value, key, field))
                {
                    yield return $"{key}.{field}: nobody ever wrote {row[field]} there (invariant 8)";
                }
                else if (calendar.Flaws.Etags && writes.IsOverwritten(value) && !writes.Deleted.Contains(key))
                {
                    yield return $"{key}.{field}: {value} stands, which somebody saw and replaced (invariant 7)";
                }
            }
        }
    }

    /// <summary>Invariant 6: the last write of each line stands, or is a loser in exactly one conflict row.</summary>
    private IEnumerable<string> Losers(Dictionary<string, Dictionary<string, string?>> rows)
    {
        foreach (var (value, key, field) in writes.Last().Where(w => !writes.Deleted.Contains(w.Key)))
        {
            var stands = rows.TryGetValue(key, out var row) && Same(row[field], value);
            var lost = _conflicts.Count(c => c.Field == field && (Holds(c.HubValue, value) || Holds(c.PartnerValue, value)));
            if (!stands && lost == 0)
            {
                yield return $"{key}.{field}: {value} was lost without a conflict row (invariant 6)";
            }
        }

        // A record that people delete twice in face of the same change has lost twice: rows of whole records may look the same.
        foreach (var twice in _conflicts.Where(c => c.Field != "*").GroupBy(Loser).Where(g => g.Count() > 1))
        {
            yield return $"{twice.Key} lost in {twice.Count()} conflict rows (invariant 6)";
        }
    }

    /// <summary>Invariant 8: what is mapped to nobody is as its own people left it.</summary>
    private IEnumerable<string> Untouched(Dictionary<string, Dictionary<string, string?>> rows)
    {
        foreach (var (key, secret) in clerks.Secrets)
        {
            if (!writes.Deleted.Contains(key) && rows.TryGetValue(key, out var row) && row["secret"] != secret)
            {
                yield return $"{key}: the hub's own column is {row["secret"]}, its people wrote {secret} (invariant 8)";
            }
        }
    }

    private IEnumerable<string> Chain()
    {
        var verified = AuditVerification.Run(
            engine.Store.Epoch, after => engine.Store.Readers.Read(r => r.Rows.Audit(after, 1_000)));
        if (verified.FirstBad is { } bad)
        {
            yield return $"the audit chain breaks at row {bad} (invariant 10)";
        }
    }

    /// <summary>Of a deleted record the values of both sides: it can be born, and lose, more than once.</summary>
    private static string Loser(ConflictRow row)
        => row.Field == "*"
            ? $"{row.Record}.* {Encoding.UTF8.GetString(row.HubValue.Span)}{Encoding.UTF8.GetString(row.PartnerValue.Span)} to {row.Winner}"
            : $"{row.Record}.{row.Field} {Text(row.Winner == "hms" ? row.PartnerValue : row.HubValue)} to {row.Winner}";

    private static bool Holds(ReadOnlyMemory<byte> json, string value) => Same(Text(json), value);

    private static bool Same(string? left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    private static string? Text(ReadOnlyMemory<byte> json)
        => json.IsEmpty ? null : JsonDocument.Parse(json).RootElement is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}
