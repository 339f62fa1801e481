using HmsSync.Configuration;
using HmsSync.Feeds;
using HmsSync.Hubs.Sqlite;
using Microsoft.Data.Sqlite;

namespace HmsSync.Hosting.Doctor;

/// <summary>A hub file: whether it can be read, followed and written to.</summary>
internal static class SqliteLooks
{
    public static IReadOnlyList<Finding> All(HubPlan plan, FeedPosition position)
    {
        var place = SqliteHubPlace.Parse(plan.Connection);
        try
        {
            using var hub = place.OpenToRead();
            hub.Number("SELECT count(*) FROM sqlite_schema"); // a file that is no database opens well enough
            List<Finding> found = [Finding.Ok("hub", $"{plan.Connection} can be read"), Journal(hub), Restored(hub, position)];
            found.AddRange(plan.Tables.Select(table => Table(hub, table)));
            found.AddRange(File(place.Path));
            return found;
        }
        catch (HubStoppedException stopped)
        {
            return [Finding.Fault("hub", stopped.Message, stopped.Remedy)];
        }
        catch (SqliteException fault) when (HubFailure.IsBusy(fault))
        {
            return [Finding.Warning("hub", "Another connection holds the hub's lock just now.", "Look again when it has ended.")];
        }
        catch (SqliteException fault)
        {
            var stopped = HubFailure.Stop(fault);
            return [Finding.Fault("hub", stopped.Message, stopped.Remedy)];
        }
    }

    private static Finding Journal(HubConnection hub) => hub.Text("PRAGMA journal_mode") is "wal"
        ? Finding.Ok("hub_journal", "journal_mode is wal: readers and the application do not wait for each other")
        : Finding.Warning(
            "hub_journal", "journal_mode is not wal: the application waits whenever HMS-SYNC reads.", "PRAGMA journal_mode = WAL;");

    private static Finding Restored(HubConnection hub, FeedPosition position)
    {
        try
        {
            HubGuard.Check(hub, SqlitePosition.Parse(position));
            return Finding.Ok(
                "hub_same", position == FeedPosition.Start ? "it was never followed yet" : "it is the one that was read before");
        }
        catch (HubStoppedException restored)
        {
            return Finding.Fault("hub_same", restored.Message, restored.Remedy);
        }
    }

    private static Finding Table(HubConnection hub, TablePlan table)
    {
        var check = $"table_{table.Name}";
        return HubCatalogue.Read(hub, table) switch
        {
            (null, { } held) => Finding.Fault(check, held.Text, held.Remedy),
            (_, { } told) => Finding.Warning(check, told.Text, told.Remedy),
            _ => Finding.Ok(check, $"{table.Name} can be followed"),
        };
    }

    private static IEnumerable<Finding> File(string? path)
    {
        if (path is null)
        {
            yield break;
        }

        yield return BoxLooks.Disk("disk_hub", Path.GetDirectoryName(path) ?? "/");
        yield return new FileInfo(path).IsReadOnly
            ? Finding.Fault("permission_hub", $"{path} cannot be written to.", "Let the user that runs the engine write to it.")
            : Finding.Ok("permission_hub", $"{path} may be written to");
    }
}
