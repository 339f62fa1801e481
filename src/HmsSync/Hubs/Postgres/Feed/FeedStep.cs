using HmsSync.Changes;

namespace HmsSync.Hubs.Postgres.Feed;

/// <summary>What one message of the stream comes to, in its order.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="First">Of a row: its event; null: a change that is none of ours, or no change.</param>
/// <param name="Second">The insert of the new key, when a key changed; else null.</param>
/// <param name="Lsn">Of a row: where its transaction's commit begins. Of an end: where the commit ends.</param>
/// <param name="Ordinal">Of a row: its number among the row messages of the transaction, from 1.</param>
/// <param name="Xid">The transaction.</param>
/// <param name="Text">Of a hold: reason and table (<see cref="HeldTable"/>), one a line. Of a mark: what stands in it.</param>
internal readonly record struct FeedStep(
    StepKind Kind, NewEvent? First, NewEvent? Second, ulong Lsn, long Ordinal, uint Xid, string? Text)
{
    /// <summary>Of a row: columns of it did not come.</summary>
    public bool IsPartial { get; init; }

    public int Bytes => (First?.Fields.Length ?? 0) + (First?.Was.Length ?? 0) + (Second?.Fields.Length ?? 0);

    public int Events => (First is null ? 0 : 1) + (Second is null ? 0 : 1);
}

internal enum StepKind
{
    Row,

    /// <summary>From here on a table does not flow until a person says so; counts as a row message where it has an ordinal.</summary>
    Hold,

    /// <summary>The end of a transaction.</summary>
    End,

    /// <summary>A message that we wrote to know our place in the stream.</summary>
    Mark,
}
