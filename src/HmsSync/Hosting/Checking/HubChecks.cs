using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Configuration.Compiling.Conflicts;
using HmsSync.Configuration.Reading;
using HmsSync.Hubs.Sqlite;
using HmsSync.Map;
using HmsSync.Sdk;
using Microsoft.Data.Sqlite;

namespace HmsSync.Hosting.Checking;

/// <summary>Holds a configuration against the hub's own catalogue: what only it can tell.</summary>
internal static class HubChecks
{
    /// <summary>Of a hub that was reached.</summary>
    public static async Task<FaultLog> RunAsync(EnginePlan plan, CancellationToken cancellation)
    {
        var log = new FaultLog();
        try
        {
            var tables = plan.Hub.Kind switch
            {
                HubKind.Sqlite => SqliteFacts.Read(plan.Hub),
                HubKind.Postgres => await PostgresFacts.ReadAsync(plan.Hub, cancellation),
            };
            foreach (var table in tables)
            {
                Check(plan, table, log);
            }
        }
        catch (SqliteException fault) when (HubFailure.IsBusy(fault))
        {
            log.Warn("hub.busy", null, "claims and keys were not held against the hub: another connection holds its lock", "look again");
        }

        return log;
    }

    /// <param name="plan">What was asked for.</param>
    /// <param name="table">What the hub says.</param>
    /// <param name="log">Receives faults and warnings.</param>
    public static void Check(EnginePlan plan, TableFacts table, FaultLog log)
    {
        if (plan.Conflicts.GetValueOrDefault(table.Table) is { } conflicts)
        {
            ClaimTypes.Check(conflicts, column => table.Columns.GetValueOrDefault(column)?.Type, log);
        }

        var (keys, makers) = (plan.Hub.Table(table.Table)!.NewKeys, plan.Partners.Where(p => MayInsert(p, table.Table)).ToList());
        if (makers.Count > 0 && keys == NewKeys.Database && table.GivesKeysAgain)
        {
            log.Warn(
                "hub.keys_again", null,
                $"{table.Table}: SQLite gives the key of a deleted record to a new one, maybe while the delete is still owed to a partner",
                $"declare {table.Key[0]} INTEGER PRIMARY KEY AUTOINCREMENT");
        }

        foreach (var partner in makers)
        {
            var mappings = partner.Records.TryGetValue(table.Table, out var records) ? [records.Mapping] : partner.Inward(table.Table);
            if (WithoutKey(keys, table, [.. mappings]) is { } column)
            {
                log.Warn(
                    "hub.no_key", null,
                    $"a record that '{partner.Name}' makes gets no key in {table.Table}: nothing fills '{column}'",
                    $"give the column a default or an identity, map it, or set hub.tables.{table.Table}.new_keys");
            }
        }
    }

    /// <summary>A key column that an insert leaves empty, or that cannot hold what it is given; null: there is none.</summary>
    private static string? WithoutKey(NewKeys keys, TableFacts table, IReadOnlyList<MappingPlan> mappings)
        => keys == NewKeys.Uuid && mappings.Any(m => !table.Key.All(column => m.Brings(FieldPath.Of(column).Text)))
            ? table.Key.Count > 1 ? table.Key[1] : table.Key.FirstOrDefault(column => !table.Columns[column].HoldsUuid)
            : table.Key.FirstOrDefault(
                column => !table.Columns[column].IsMade && mappings.Any(m => !m.CanReceive(FieldPath.Of(column).Text)));

    private static bool MayInsert(PartnerPlan partner, string table)
        => partner.Records.TryGetValue(table, out var records)
            ? records.Ops.Contains(ChangeOp.Insert)
            : partner.Receive.Any(r => r.Table == table);
}
