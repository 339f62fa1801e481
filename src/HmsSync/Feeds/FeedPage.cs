using HmsSync.Changes;

namespace HmsSync.Feeds;

/// <summary>The next events of a feed, in the source's order, and the position after the last of them.</summary>
internal sealed record FeedPage(IReadOnlyList<NewEvent> Events, FeedPosition Next);
