using System.Text.Json;
using HmsSync.Audit;
using HmsSync.Stores.Sqlite;

namespace HmsSync.Tests.Simulation;

/// <summary>Judges a world of which one partner was away past the bound; uses no decision of the engine's.</summary>
internal static class LapseOracle
{
    public static List<string> Judge(SimWorld world, string away)
    {
        var findings = world.Partners.SelectMany(p => p.Violations).ToList();
        if (world.LoopFault is { } fault)
        {
            findings.Add($"a loop ended: {fault}");
        }

        var rows = world.Application.Rows("appointments");
        foreach (var partner in world.Partners)
        {
            findings.AddRange(Agreement(partner, rows));
            findings.AddRange(Covered(world, partner.Name));
            var owed = Number(world, "SELECT count(*) FROM owed WHERE op = 4 AND lane = ", partner.Name);
            var parked = Number(
                world, "SELECT ifnull(sum(count), 0) FROM parked WHERE code = 'expired' AND lane = ", partner.Name);
            if (owed != partner.Events.Count + parked || (parked > 0 && partner.Name != away))
            {
                findings.Add(
                    $"{partner.Name} was owed {owed} events and got {partner.Events.Count}; {parked} parked (invariant 1)");
            }
        }

        if (Number(world, "SELECT count(*) FROM lapsed WHERE lane = ", away) is > 0 and var left)
        {
            findings.Add($"{left} records have lapsed and their newest state did not go (invariant 1)");
        }

        var store = world.Engine!.Store;
        var verified = AuditVerification.Run(store.Epoch, after => store.Readers.Read(r => r.Rows.Audit(after, 1_000)));
        if (verified.FirstBad is { } bad)
        {
            findings.Add($"the audit chain breaks at row {bad} (invariant 10)");
        }

        return findings;
    }

    /// <summary>How many deliveries of the partner ended so.</summary>
    public static long Count(SimWorld world, string partner, Outcome outcome)
        => Number(world, $"SELECT ifnull(sum(count), 0) FROM audit WHERE outcome = {(int)outcome} AND lane = ", partner);

    private static IEnumerable<string> Agreement(SimPartner partner, Dictionary<string, long> rows)
    {
        foreach (var (key, version) in rows)
        {
            var held = partner.State.TryGetValue(key, out var body)
                ? JsonDocument.Parse(body).RootElement.GetProperty("v").GetInt64()
                : 0;
            if (held != version)
            {
                yield return $"{partner.Name} holds version {held} of {key}, the hub {version} (invariant 1)";
            }
        }

        foreach (var key in partner.State.Keys.Where(key => partner.TakesDeletes && !rows.ContainsKey(key)))
        {
            yield return $"{partner.Name} still holds {key}, which is deleted (invariant 1)";
        }
    }

    /// <summary>Invariant 10: every number of a lane is in exactly one audit row, its own or one of a range.</summary>
    private static IEnumerable<string> Covered(SimWorld world, string partner)
    {
        var lane = world.Engine!.Lanes.Single(l => l.Plan.Name == partner).Plan.Id;
        var rows = world.Engine.Store.Readers.Read(reader => reader.Rows.Audit(0, int.MaxValue))
            .Select(row => row.Entry).Where(entry => entry.Lane == lane).ToList();
        var ranges = rows.Where(e => e.Outcome is Outcome.Lapsed or Outcome.Expired).GroupBy(e => e.PartnerSeq.Value)
            .SelectMany(step => Enumerable.Range(0, (int)step.Sum(e => e.Count)).Select(i => step.Key + i));
        var numbers = rows.Where(e => e.Outcome is not (Outcome.Lapsed or Outcome.Expired))
            .Select(e => e.PartnerSeq.Value).Concat(ranges).Order().ToList();
        var tail = Number(world, "SELECT ifnull(max(partner_seq), 0) FROM owed WHERE lane = ", partner);
        if (!numbers.SequenceEqual(Enumerable.Range(1, (int)tail).Select(i => (long)i)))
        {
            yield return $"{partner}: the audit rows do not hold each of {tail} numbers once (invariant 10)";
        }
    }

    private static long Number(SimWorld world, string sql, string partner)
    {
        var lane = world.Engine!.Lanes.Single(l => l.Plan.Name == partner).Plan.Id;
        using var connection = world.StorePlace.OpenReader();
        using var statement = new Statement(connection, sql + lane);
        return statement.Scalar() ?? 0;
    }
}
