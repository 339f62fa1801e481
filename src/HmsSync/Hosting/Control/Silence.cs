using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Lanes;
using HmsSync.Stores.Sqlite.Reading;

namespace HmsSync.Hosting.Control;

/// <summary>Whether a partner has been told nothing for longer than its <c>silence</c>, though it is owed something.</summary>
internal static class Silence
{
    public const string Code = "silent";

    /// <summary>
    /// For how long: since the last delivery, or since the oldest one that is owed came to be, whichever is later. Null: it is
    /// owed nothing, or not for so long, or nobody asked for the alarm. A pause is no excuse.
    /// </summary>
    public static TimeSpan? Of(PartnerPlan? partner, Lane lane, EventTime now, StoreReader reader)
    {
        if (partner?.Silence is not { } longest || LaneNames.IsToHub(lane.Plan.Name)
            || reader.Meters.OldestOwed(lane.Plan.Id, lane.View.Counts.Low) is not { } oldest)
        {
            return null;
        }

        var silent = now - (lane.LastDelivered > oldest ? lane.LastDelivered : oldest);
        return silent >= longest ? silent : null;
    }

    public static Degraded Told(LaneStatus lane) => new(
        lane.Partner,
        Code,
        $"Nothing has gone out since {lane.SilentSince}, though {lane.Lag} deliveries are owed.",
        lane.Help ?? $"hms-sync partners test {lane.Partner}");
}
