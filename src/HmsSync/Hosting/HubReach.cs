using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Feeds;
using HmsSync.Hubs.Postgres;
using HmsSync.Hubs.Postgres.Feed;
using HmsSync.Hubs.Sqlite;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace HmsSync.Hosting;

/// <summary>Looks whether the hub can be read and its tables can be followed; changes nothing.</summary>
internal static class HubReach
{
    public static Task<Reached> LookAsync(HubPlan plan, CancellationToken cancellation) => plan.Kind switch
    {
        HubKind.Sqlite => Task.FromResult(Look(plan)),
        HubKind.Postgres => LookAtPostgresAsync(plan, cancellation),
    };

    /// <summary>Tables whose changes would not flow: missing, without a key …; only of a hub that was reached.</summary>
    public static Task<IReadOnlyList<HubNotice>> TablesAsync(HubPlan plan, CancellationToken cancellation) => plan.Kind switch
    {
        HubKind.Sqlite => Task.FromResult(Tables(plan)),
        HubKind.Postgres => PostgresTablesAsync(plan, cancellation),
    };

    /// <summary>Where the hub is, for people: no secret.</summary>
    public static string Told(HubPlan plan) => plan.Kind switch
    {
        HubKind.Sqlite => plan.Connection,
        HubKind.Postgres => PgPlace.Told(plan.Connection),
    };

    private static Reached Look(HubPlan plan)
    {
        try
        {
            using var hub = SqliteHubPlace.Parse(plan.Connection).OpenToRead();
            hub.Number("SELECT count(*) FROM sqlite_schema"); // a file that is no database opens well enough
            return new Reached(Participant.Hub.Name, true, "ok", null);
        }
        catch (HubStoppedException stopped)
        {
            return new Reached(Participant.Hub.Name, false, stopped.Code, $"{stopped.Message} {stopped.Remedy}");
        }
        catch (SqliteException fault) when (HubFailure.IsBusy(fault))
        {
            return new Reached(Participant.Hub.Name, true, "busy", "Another connection holds the lock just now.");
        }
        catch (SqliteException fault)
        {
            var stopped = HubFailure.Stop(fault);
            return new Reached(Participant.Hub.Name, false, stopped.Code, $"{stopped.Message} {stopped.Remedy}");
        }
    }

    private static IReadOnlyList<HubNotice> Tables(HubPlan plan)
    {
        using var hub = SqliteHubPlace.Parse(plan.Connection).OpenToRead();
        return [.. plan.Tables.Select(table => HubCatalogue.Read(hub, table).Notice).OfType<HubNotice>()];
    }

    private static async Task<Reached> LookAtPostgresAsync(HubPlan plan, CancellationToken cancellation)
    {
        try
        {
            await using var place = new PgHubPlace(plan.Connection, plan.Slot);
            await new HubOpening(place, new FollowedTables(plan, place), plan).CheckServerAsync(cancellation);
            return new Reached(Participant.Hub.Name, true, "ok", null);
        }
        catch (HubStoppedException stopped)
        {
            return new Reached(Participant.Hub.Name, false, stopped.Code, $"{stopped.Message} {stopped.Remedy}");
        }
        catch (NpgsqlException fault)
        {
            return new Reached(Participant.Hub.Name, false, "hub_unreadable", $"{Told(plan)}: {fault.Message}");
        }
    }

    private static async Task<IReadOnlyList<HubNotice>> PostgresTablesAsync(HubPlan plan, CancellationToken cancellation)
    {
        await using var place = new PgHubPlace(plan.Connection, plan.Slot);
        return await new FollowedTables(plan, place).LookAsync(cancellation);
    }
}
