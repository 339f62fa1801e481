using System.Text.Json;
using HmsSync.Audit;
using HmsSync.Hosting;
using HmsSync.Stores.Sqlite;

namespace HmsSync.Tests.Simulation;

/// <summary>Judges a settled world by what application, partners and store hold; uses no decision of the engine's.</summary>
internal static class SimOracle
{
    public static List<string> Judge(SimWorld world, SimApplication application, Engine? engine)
    {
        var findings = world.Partners.SelectMany(p => p.Violations).ToList();
        if (engine is null)
        {
            return [.. findings, "the engine did not open"];
        }

        var rows = application.Rows("appointments");
        foreach (var partner in world.Partners)
        {
            findings.AddRange(Agreement(partner, rows, Parked(engine, partner.Name)));
            findings.AddRange(Published(partner, world.Acknowledged));
            findings.AddRange(Merged(partner, engine));
        }

        findings.AddRange(Numbers(engine.Store));
        findings.AddRange(Chain(engine.Store));
        return findings;
    }

    /// <summary>Invariant 1: what the hub holds the partner holds, or a parked row says otherwise.</summary>
    private static IEnumerable<string> Agreement(SimPartner partner, Dictionary<string, long> rows, HashSet<string> parked)
    {
        foreach (var (key, version) in rows)
        {
            var held = partner.State.TryGetValue(key, out var body) ? Version(body) : 0;
            if (held != version && !parked.Contains(key))
            {
                yield return $"{partner.Name} holds version {held} of {key}, the hub {version} (invariant 1)";
            }
        }

        foreach (var key in partner.State.Keys)
        {
            if (partner.TakesDeletes && !rows.ContainsKey(key) && !parked.Contains(key))
            {
                yield return $"{partner.Name} still holds {key}, which is deleted (invariant 1)";
            }
        }
    }

    /// <summary>Invariant 1: what was acknowledged arrived, once; invariant 2: in order of one topic.</summary>
    private static IEnumerable<string> Published(SimPartner partner, IReadOnlyList<string> acknowledged)
    {
        var got = partner.Events
            .Select(body => JsonDocument.Parse(body).RootElement)
            .Where(e => e.TryGetProperty("event", out _))
            .Select(e => e.GetProperty("event").GetString()!)
            .ToList();
        foreach (var id in acknowledged.Except(got))
        {
            yield return $"{partner.Name} never got the acknowledged event {id} (invariant 1)";
        }

        foreach (var twice in got.GroupBy(id => id).Where(g => g.Count() > 1))
        {
            yield return $"{partner.Name} got event {twice.Key} {twice.Count()} times with different keys (invariant 3)";
        }
    }

    /// <summary>Invariant 3: what may have gone out is tried until its outcome is known, never merged away.</summary>
    private static IEnumerable<string> Merged(SimPartner partner, Engine engine)
    {
        var lane = engine.Lanes.Single(l => l.Plan.Name == partner.Name).Plan.Id;
        return from row in engine.Store.Readers.Read(reader => reader.Rows.Audit(0, int.MaxValue))
               let e = row.Entry
               where e.Lane == lane && e is { Outcome: Outcome.Superseded, Code: "newer_state" }
                   && partner.SentNumbers.Contains(e.PartnerSeq.Value)
               select $"{partner.Name}: {e.PartnerSeq} went out and was merged away (invariant 3)";
    }

    /// <summary>No holes in seq and partner_seq, and exactly one ending a delivery (invariant 10).</summary>
    public static IEnumerable<string> Numbers(Store store)
    {
        using var connection = store.Place.OpenReader();
        foreach (var (what, sql) in new[]
        {
            ("holes in seq", """
                SELECT count(*) FROM journal j WHERE seq > 1 AND NOT EXISTS(SELECT 1 FROM journal p WHERE p.seq = j.seq - 1)
                """),
            ("holes in partner_seq", """
                SELECT count(*) FROM owed o WHERE partner_seq > 1 AND NOT EXISTS(
                    SELECT 1 FROM owed p WHERE p.lane = o.lane AND p.partner_seq = o.partner_seq - 1)
                """),
            ("deliveries without exactly one audit row", """
                SELECT count(*) FROM owed o WHERE (SELECT count(*) FROM audit a
                    WHERE a.lane = o.lane AND a.partner_seq = o.partner_seq AND a.outcome <> 11
                        AND NOT (a.outcome = 3 AND a.code = 'newer_delivered')) <> 1
                    AND NOT EXISTS(SELECT 1 FROM audit a
                        WHERE a.lane = o.lane AND a.partner_seq = o.partner_seq AND a.outcome = 11)
                """),
        })
        {
            using var statement = new Statement(connection, sql);
            if (statement.Scalar() is > 0 and var count)
            {
                yield return $"{count} {what}";
            }
        }
    }

    /// <summary>Invariant 10: the chain verifies from end to end.</summary>
    public static IEnumerable<string> Chain(Store store)
    {
        var verified = AuditVerification.Run(store.Epoch, after => store.Readers.Read(r => r.Rows.Audit(after, 1_000)));
        if (verified.FirstBad is { } bad)
        {
            yield return $"the audit chain breaks at row {bad} (invariant 10)";
        }
    }

    private static HashSet<string> Parked(Engine engine, string partner)
    {
        var lane = engine.Lanes.Single(l => l.Plan.Name == partner).Plan.Id;
        return engine.Store.Readers.Read(reader => reader.Rows.Parked(lane, 0, 1_000)
            .Select(row => reader.Events.One(row.Seq)!.Key.Json).ToHashSet(StringComparer.Ordinal));
    }

    private static long Version(string body) => JsonDocument.Parse(body).RootElement.GetProperty("v").GetInt64();
}
