using HmsSync.Changes;
using HmsSync.Sdk;

namespace HmsSync.Hosting.Listings;

/// <summary>What came of reading all of a partner's records once.</summary>
internal sealed class Sweep
{
    /// <summary>When it began: what it did not show happened later.</summary>
    public required EventTime Began { get; init; }

    /// <summary>Why it did not come to its end; null: it did.</summary>
    public PushOutcome? Failure { get; set; }

    /// <summary>The partner said that it had no more.</summary>
    public bool IsEnd { get; set; }

    /// <summary>Items that were shown and are ours.</summary>
    public long Items { get; set; }

    /// <summary>Items that are not ours.</summary>
    public long LeftOut { get; set; }

    /// <summary>Items whose key cannot be read: which records they are is not known.</summary>
    public long Unreadable { get; set; }

    /// <summary>Links as they stood when it began, without those that it showed.</summary>
    public LinkMarks Links { get; } = new();

    /// <summary>What was remembered of items when it began, without those that it showed.</summary>
    public LinkMarks Taken { get; } = new();
}
