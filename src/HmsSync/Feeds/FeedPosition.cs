namespace HmsSync.Feeds;

/// <summary>
/// Where a feed stands, in the source's own terms and opaque to all others; stored in the commit that journals
/// the events up to it. Empty: before the first.
/// </summary>
internal readonly record struct FeedPosition(string Value)
{
    public static readonly FeedPosition Start = new("");
}
