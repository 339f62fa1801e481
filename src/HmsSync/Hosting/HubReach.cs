using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Feeds;
using HmsSync.Hubs.Sqlite;
using Microsoft.Data.Sqlite;

namespace HmsSync.Hosting;

/// <summary>Looks whether the hub can be read and its tables can be followed; changes nothing.</summary>
internal static class HubReach
{
    public static Reached Look(HubPlan plan)
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

    /// <summary>Tables whose changes would not flow: missing, without a key …; only of a hub that was reached.</summary>
    public static IReadOnlyList<HubNotice> Tables(HubPlan plan)
    {
        using var hub = SqliteHubPlace.Parse(plan.Connection).OpenToRead();
        return [.. plan.Tables.Select(table => HubCatalogue.Read(hub, table).Notice).OfType<HubNotice>()];
    }
}
