using HmsSync.Changes;

namespace HmsSync.Feeds.Backfills;

/// <summary>The next records of a table, as the hub held them at a position of its feed.</summary>
/// <param name="Events">A state of each that the feed is not about to tell anyway; in key order.</param>
/// <param name="Next">Where the table goes on, opaque; null: that was the last of it.</param>
internal sealed record TableChunk(IReadOnlyList<NewEvent> Events, string? Next);
