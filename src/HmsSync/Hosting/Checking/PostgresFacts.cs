using HmsSync.Configuration;
using HmsSync.Hubs.Postgres.Catalogue;
using HmsSync.Hubs.Postgres.Feed;

namespace HmsSync.Hosting.Checking;

/// <summary>Reads the facts from a PostgreSQL hub.</summary>
internal static class PostgresFacts
{
    private static readonly string[] HoldsUuid = ["uuid", "text", "character varying", "character varying(36)", "character(36)"];

    /// <summary>Tables that cannot be followed are left out: that is told elsewhere.</summary>
    public static async Task<IReadOnlyList<TableFacts>> ReadAsync(HubPlan plan, CancellationToken cancellation)
    {
        await using var place = new PgHubPlace(plan.Connection, plan.Slot);
        await using var hub = await place.OpenAsync(cancellation);
        var catalogue = new PgCatalogue(new PgTypes());
        var facts = new List<TableFacts>();
        foreach (var configured in plan.Tables)
        {
            if ((await catalogue.ReadAsync(hub, configured, cancellation)).Table is { } table)
            {
                facts.Add(new TableFacts(
                    configured.Name,
                    [.. table.KeyNames],
                    table.Stored.ToDictionary(c => c.Name, Facts, StringComparer.Ordinal),
                    GivesKeysAgain: false)); // a sequence never goes back
            }
        }

        return facts;
    }

    private static ColumnFacts Facts(PgColumn column)
        => new(column.Declared, HoldsUuid.Contains(column.Declared), column.HasDefault || column.Identity != PgIdentity.None);
}
