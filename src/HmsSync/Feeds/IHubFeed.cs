using HmsSync.Changes;
using HmsSync.Feeds.Backfills;

namespace HmsSync.Feeds;

/// <summary>The hub's change feed. One loop calls it; no member is called while another runs.</summary>
internal interface IHubFeed
{
    /// <summary>
    /// Makes the feed ready (installs and checks what captures changes) and verifies that the source is the one
    /// that <paramref name="position"/> was taken from.
    /// </summary>
    /// <exception cref="HubStoppedException">It is not, or it cannot be read: a person must decide (invariant 12).</exception>
    Task OpenAsync(FeedPosition position, CancellationToken cancellation);

    /// <summary>
    /// Reads at most <paramref name="max"/> events after the position, without waiting for new ones. A page may hold no
    /// event and still move the position.
    /// </summary>
    /// <exception cref="HubStoppedException">The source can no longer be followed (invariant 12).</exception>
    Task<FeedPage> ReadAsync(FeedPosition after, int max, CancellationToken cancellation);

    /// <summary>Completes soon after a commit in the hub, by whatever process; spurious completions are allowed.</summary>
    Task WaitAsync(CancellationToken cancellation);

    /// <summary>
    /// The journal holds everything up to the position, durably: the source may forget it (invariant 1). Does at most one
    /// short step and says whether there is more to do.
    /// </summary>
    Task<bool> ForgetAsync(FeedPosition upTo, CancellationToken cancellation);

    /// <summary>
    /// The records exactly as the hub held them at the position, so that every change of them comes after it: an event of
    /// each, in any order, and none for a record that cannot be read. Null: the hub is past the position; read on first. Of no records:
    /// whether the position has passed all that the hub had committed.
    /// </summary>
    /// <param name="at">What the journal has reached.</param>
    /// <param name="records">Which.</param>
    /// <param name="leaveOutTold">A record of which a change is just coming may be left out; otherwise the answer is null then.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="HubStoppedException">The source can no longer be followed (invariant 12).</exception>
    Task<IReadOnlyList<NewEvent>?> ReadRecordsAsync(
        FeedPosition at, IReadOnlyList<RecordName> records, bool leaveOutTold, CancellationToken cancellation);

    /// <summary>
    /// The next records of a table in key order, exactly as the hub held them at the position. Null: it cannot be told now, or the
    /// table does not flow; read on first.
    /// </summary>
    /// <param name="at">What the journal has reached.</param>
    /// <param name="table">A configured table.</param>
    /// <param name="cursor">Empty: from its beginning; else what the page before said.</param>
    /// <param name="max">At most this many; a page may hold fewer, or none, and yet not be the last.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="HubStoppedException">The source can no longer be followed (invariant 12).</exception>
    Task<TableChunk?> ReadTableAsync(FeedPosition at, string table, string cursor, int max, CancellationToken cancellation);

    /// <summary>
    /// A person lets the feed go on that stopped, or a table that is held. Makes anew what must be; the feed is to be opened again
    /// at the position returned, and the tables concerned read whole from there: changes before it are not told any more.
    /// </summary>
    /// <param name="position">Where it stood.</param>
    /// <param name="why">The code of what was held.</param>
    /// <param name="table">Hub table; empty: the feed as a whole.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="HubStoppedException">It cannot go on like that; nothing was done.</exception>
    Task<FeedPosition> GoOnAsync(FeedPosition position, string why, string table, CancellationToken cancellation);

    /// <summary>What to tell an operator (triggers reinstalled, tables held), empty when all is well.</summary>
    IReadOnlyList<HubNotice> Notices { get; }

    /// <summary>Bytes of its log that the source keeps for us; null: it keeps none, or that is not known yet.</summary>
    long? HeldBack => null;
}
