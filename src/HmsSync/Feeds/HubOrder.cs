using HmsSync.Feeds.Backfills;

namespace HmsSync.Feeds;

/// <summary>What a person tells the hub feed to do.</summary>
/// <param name="Why"><see cref="BackfillRow.Asked"/>, or the code of what was held.</param>
/// <param name="Table">Hub table; empty: all of the hub.</param>
/// <param name="Lane">Of a backfill: who alone is owed it; 0: as the routes say.</param>
internal sealed record HubOrder(string Why, string Table, int Lane = 0)
{
    /// <summary>The feed stays where it is.</summary>
    public bool IsBackfill => Why == BackfillRow.Asked;

    /// <summary>Null: done and durable. Else why it cannot be done, and what would help.</summary>
    public TaskCompletionSource<HubStoppedException?> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
