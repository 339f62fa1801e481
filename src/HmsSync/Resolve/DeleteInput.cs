using HmsSync.Changes;

namespace HmsSync.Resolve;

/// <summary>All that is needed where one side deleted a record. Records are JSON objects in UTF-8, hub words.</summary>
internal sealed record DeleteInput
{
    /// <summary>What the partner says now; empty: it deleted the record.</summary>
    public required ReadOnlyMemory<byte> Theirs { get; init; }

    /// <summary>The hub's record, read for update; empty: it is gone.</summary>
    public required ReadOnlyMemory<byte> Ours { get; init; }

    /// <summary>The mirror: what the partner held; empty: there is no link.</summary>
    public required ReadOnlyMemory<byte> Base { get; init; }

    /// <summary>The partner held it once, and was known to hold it no more: that it is gone is nothing new.</summary>
    public bool WasGone { get; init; }

    /// <summary>Whether the mapping tells the partner this hub field; what it is not told is no change to it.</summary>
    public required Func<string, bool> Told { get; init; }

    /// <summary>The hub record's key: it tells which record is meant, and is no value that somebody could have changed.</summary>
    public RecordKey Key { get; init; } = RecordKey.None;

    /// <summary>When the hub changed the record, or deleted it.</summary>
    public required Stamp HubStamp { get; init; }

    /// <summary>When the partner changed it, or deleted it.</summary>
    public required Stamp TheirStamp { get; init; }

    public required Participant Partner { get; init; }

    public required MergePlan Plan { get; init; }

    public required SameValue Same { get; init; }

    /// <summary>An open conflict about the delete is there already.</summary>
    public bool Held { get; init; }
}
