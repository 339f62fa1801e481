using HmsSync.Changes;
using HmsSync.Feeds;

namespace HmsSync.Hosting.Control;

/// <summary>What of the hub's feed stands still for a person, and what going on does: it is said before it is done.</summary>
internal sealed class HubHolds(Engine engine)
{
    private const string Rest
        = "Partners that answer for their records are told what differs from what they hold; the others are told every record once more. "
        + "No business event is raised, and claims do not judge what was booked meanwhile.";

    private static readonly string[] Hub = ["hms", "hub"];

    public IEnumerable<HeldThing> Held(string target, string after)
        => after switch
        {
            "truncate" or "schema" => Tables(target, after),
            "slot_lost" or "publication" or HubFeedLoop.HubRestored or HubFeedLoop.StoreRestored
                when Hub.Contains(target) && engine.HubFeed.Stopped?.Code == after
                => [new HeldThing(TextOf(after), () => engine.HubFeed.Orders.AskAsync(new HubOrder(after, "")))],
            _ => [],
        };

    /// <summary>Tables that are being compared after changes were missed.</summary>
    public IEnumerable<Degraded> Degraded()
        => engine.HubFeed.Backfills.Where(row => row.FindsGone).Select(row => new Degraded(
            Participant.Hub.Name,
            "resync",
            $"{row.Table} is read anew after {row.Why}: {row.Rows} records so far.",
            "Wait; `hms-sync status` shows how far it is."));

    private IEnumerable<HeldThing> Tables(string target, string after)
        => engine.HubFeed.Notices.Any(n => n.Held && n.Code == after && n.Table == target)
            ? [new HeldThing(TextOf(target, after), () => engine.HubFeed.Orders.AskAsync(new HubOrder(after, target)))]
            : [];

    private string TextOf(string table, string after)
    {
        var known = engine.Store.Readers.Read(reader => reader.Backfills.CountShown(table));
        var look = after == "schema" ? $"{table} is looked at anew; where it still does not fit, nothing happens and that is said. " : "";
        return $"{look}What is in {table} now is read whole. Of {known} records that were known of it, those that are not in it any more "
            + $"become deletes, and the guards hold what is too many. Then its changes flow again. {Rest}";
    }

    private string TextOf(string after)
    {
        var tables = engine.Plan.Hub.Tables.Select(t => t.Name).ToList();
        var known = engine.Store.Readers.Read(reader => tables.Sum(table => reader.Backfills.CountShown(table)));
        var place = HubReach.Told(engine.Plan.Hub);
        var first = after switch
        {
            HubFeedLoop.StoreRestored => "What happened since the backup of the store was made is not known here. ",
            HubFeedLoop.HubRestored => $"What stands in {place} now counts as the hub, also where it is older than what partners hold. ",
            _ => $"Changes may have been missed since {engine.HubFeed.LastLook}. ",
        };
        var anew = engine.Plan.Hub.Kind == Configuration.HubKind.Postgres
            ? $"Slot and publication {engine.Plan.Hub.Slot} are made anew where needed. " : "";
        var gone = after == HubFeedLoop.HubRestored
            ? "become deletes, and every partner that would be sent one stands still before the first, until `hms-sync resume PARTNER "
                + "--after deletes`: put back into the hub first what is to stay"
            : "become deletes, and the guards hold what is too many";
        return $"{first}{anew}All rows of {string.Join(", ", tables)} are read. Of {known} records that were known, those that are not in "
            + $"the hub any more {gone}. {Rest}";
    }
}
