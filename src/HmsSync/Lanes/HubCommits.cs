using HmsSync.Hubs;

namespace HmsSync.Lanes;

/// <summary>
/// Brings one decision into the hub: what it does not know is loaded outside the hub's transaction, who loses by it is noted
/// before anything is written, and each time it is decided anew.
/// </summary>
internal sealed class HubCommits(int lane, HubAppliers appliers, LinkTools links)
{
    /// <summary>Invariant 11: so often the hub may have changed in between.</summary>
    private const int MostRounds = 50;

    public async Task<ApplyResult> ApplyAsync(OwedEvent owed, HubApply apply, IHubDecision decision, CancellationToken cancellation)
    {
        for (var round = 0; round < MostRounds; round++)
        {
            var applied = await appliers.ApplyAsync(apply, cancellation);
            if (applied.Kind != ApplyResultKind.Agreed)
            {
                return applied;
            }

            if (decision.MustLoad)
            {
                if (!await decision.LoadAsync())
                {
                    return new ApplyResult(
                        ApplyResultKind.Unavailable, "hub_feed", "The hub's feed stands still, so nothing can be judged.");
                }
            }
            else if (decision.MustNote)
            {
                // Invariant 6: no commit spans hub and store, so the loser stands written before it loses.
                await links.NoteAsync(lane, owed.Event, decision.Conflicts);
                decision.Noted();
            }
            else
            {
                return applied;
            }
        }

        return new ApplyResult(ApplyResultKind.Unavailable, "hub_busy", "The table changes faster than it can be judged.");
    }
}
