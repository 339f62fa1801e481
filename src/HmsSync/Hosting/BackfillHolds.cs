using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Feeds;
using HmsSync.Feeds.Backfills;
using HmsSync.Lanes;

namespace HmsSync.Hosting;

/// <summary>Where the reading of whole tables must wait for the lanes that are owed them.</summary>
internal sealed class BackfillHolds(EnginePlan plan, LaneSetup setup, Func<int, Lane> lane, TimeProvider clock)
{
    // Invariant 11: past so many a lane is first to send what it owes; what changes meanwhile must not stand behind all of a table.
    private const long MostAhead = 5_000;

    /// <summary>A lane that is paused or cannot reach its participant holds back nobody else's records, only its own.</summary>
    public bool HasRoom(BackfillRow row)
        => row.Lane != 0
            ? lane(row.Lane).View is { Gate.Pause: null } own && own.Lag < MostAhead
            : LanesOf(row.Table, _ => true).All(one => one.View is { } view
                && (view.Lag < MostAhead || view.Gate.Pause is not null || view.Gate.State != GateState.Open));

    /// <summary>
    /// Invariant 12: what a restored hub has lost is deleted nowhere before a person has looked, however few it is. The lanes
    /// that would delete it stand still; other reasons leave that to the guards.
    /// </summary>
    public async Task HoldDeletesAsync(BackfillRow row, int count)
    {
        if (row.Why != HubFeedLoop.HubRestored)
        {
            return;
        }

        var why = $"Table {row.Table}: the restored hub lacks records that were sent ({count} of them or more). Going on deletes them "
            + "at the partner. To keep them put them back into the hub first.";
        foreach (var one in LanesOf(row.Table, partner => partner.SendsDeletes(row.Table)).Where(one => one.View.Gate.Pause is null))
        {
            await one.PauseAsync(new LanePause(DeleteGuards.Code, LanePause.Engine, EventTime.From(clock.GetUtcNow()), why));
        }
    }

    /// <summary>Whether the configuration still has table and partner.</summary>
    public bool IsKnown(BackfillRow row)
        => plan.Hub.Table(row.Table) is not null && (row.Lane == 0 || setup.ToPartner.Values.Any(p => p.Lane == row.Lane));

    private IEnumerable<Lane> LanesOf(string table, Func<PartnerPlan, bool> which)
        => plan.Partners.Where(p => p.Send.Any(route => route.On == table) && which(p)).Select(p => lane(setup.ToPartner[p.Name].Lane));
}
