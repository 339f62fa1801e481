using HmsSync.Changes;
using HmsSync.Feeds;
using HmsSync.Hubs;

namespace HmsSync.Lanes;

/// <summary>
/// What becomes of a write whose commit nobody can tell the end of: the hub was lost in it. Its tag comes back through the hub's
/// feed or it was not done; as after a crash of ours, nothing is applied again before the feed has shown all that the hub holds.
/// </summary>
/// <param name="feed">Where the feed is asked how far it is.</param>
/// <param name="made">The hub change that a delivery of a lane made, by its tag; null: it has not come back.</param>
/// <param name="clock">For the time between looks.</param>
internal sealed class HubDoubts(RecordRequests feed, Func<int, PartnerSeq, JournaledEvent?> made, TimeProvider clock)
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);

    /// <param name="apply">What may have been written, as it was decided last.</param>
    /// <param name="ask">Applies in the hub.</param>
    /// <param name="cancellation">The engine is stopping hard: the doubt is left for after the restart.</param>
    /// <returns>Null: it was not written and may be applied again.</returns>
    public async Task<ApplyResult?> SettleAsync(
        HubApply apply, Func<HubApply, Task<ApplyResult>> ask, CancellationToken cancellation)
    {
        // A writer in doubt takes nothing: what it answers tells when the lost transaction has ended, whichever way.
        var probe = apply with { Decide = (_, _) => HubWrite.Nothing };
        while (!cancellation.IsCancellationRequested)
        {
            // The first answer says that what the hub holds has reached the feed, the second that the journal has it too.
            if ((await ask(probe)).Kind is not (ApplyResultKind.Unavailable or ApplyResultKind.Unknown)
                && await feed.AskAsync(apply.Tag.Lane, []) && await feed.AskAsync(apply.Tag.Lane, []))
            {
                // Invariant 3: done once, whatever became of the answer.
                return made(apply.Tag.Lane, apply.Tag.PartnerSeq) is { } change
                    ? new ApplyResult(ApplyResultKind.Written, "ok", null)
                    {
                        MadeKey = apply.Key.IsNone ? change.Key : RecordKey.None,
                    }
                    : null;
            }

            await Task.Delay(BetweenLooks, clock, CancellationToken.None);
        }

        return new ApplyResult(ApplyResultKind.Unavailable, "hub_commit_unknown", "the engine ends before it is known what the hub did");
    }
}
