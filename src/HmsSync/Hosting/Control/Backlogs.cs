using HmsSync.Changes;
using HmsSync.Lanes;
using HmsSync.Stores.Sqlite.Reading;

namespace HmsSync.Hosting.Control;

/// <summary>How near to <c>replay.owed</c> a lane stands, and what to tell of it.</summary>
internal static class Backlogs
{
    public const string Near = "owed_80";
    public const string Lapsed = "lapsed";

    private const double Warn = 0.8;

    /// <summary>80 % of the events or of the age that a lane may owe.</summary>
    public static bool IsNear(Lane lane, EventTime now, StoreReader reader)
    {
        if (lane.Plan.Owed is not { } owed)
        {
            return false;
        }

        var counts = lane.View.Counts;
        var oldest = reader.Lanes.FirstOwed(lane.Plan.Id, counts.Low)?.Seq;
        var age = oldest is { } seq && reader.Events.One(seq) is { } e ? now - e.Time : TimeSpan.Zero;
        return lane.View.Tail.Value - counts.Low.Value - counts.Lapsed >= owed.MaxEvents * Warn
            || age >= owed.MaxAge * Warn;
    }

    public static Degraded Told(LaneStatus lane) => new(
        lane.Partner,
        lane.Backlog!,
        lane.Backlog == Near
            ? $"It is owed {lane.Lag} deliveries: past 80 % of replay.owed. At the bound the oldest lapse."
            : $"There is a gap: past replay.owed. Of {lane.Lapsed} records the newest state goes when it is back.",
        lane.Help ?? $"hms-sync partners test {lane.Partner}");
}
