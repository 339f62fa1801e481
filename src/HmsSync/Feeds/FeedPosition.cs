namespace HmsSync.Feeds;

/// <summary>
/// Where a feed stands, in the source's own terms and opaque to all others; stored in the commit that journals
/// the events up to it. Empty: before the first.
/// </summary>
internal readonly record struct FeedPosition(string Value)
{
    /// <summary>Stands before a position that came with a backup of the store.</summary>
    public const string RestoredMark = "restored ";

    public static readonly FeedPosition Start = new("");

    /// <summary>The store was put back from a backup: the feed has been further than this.</summary>
    public bool IsRestored => Value.StartsWith(RestoredMark, StringComparison.Ordinal);

    /// <summary>As the source knows it.</summary>
    public FeedPosition Known => IsRestored ? new(Value[RestoredMark.Length..]) : this;
}
