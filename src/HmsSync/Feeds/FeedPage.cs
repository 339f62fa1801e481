using HmsSync.Changes;

namespace HmsSync.Feeds;

/// <summary>The next events of a feed, in the source's order, and the position after the last of them.</summary>
internal sealed record FeedPage(IReadOnlyList<NewEvent> Events, FeedPosition Next)
{
    /// <summary>With it the position has passed all that the hub had committed when it was read; false: that is not known.</summary>
    public bool IsWhole { get; init; }
}
