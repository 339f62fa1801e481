using HmsSync.Sdk;

namespace HmsSync.Stores.Sqlite.Reading;

/// <summary>One event of a view as it stands in the store; its spans are valid until the next row.</summary>
internal readonly ref struct ViewRow
{
    /// <summary>Its number in the view: seq, or partner_seq in a partner's.</summary>
    public required long Position { get; init; }

    public required long Seq { get; init; }

    /// <summary>What the viewer is told; in a partner's view it may differ from the event's own.</summary>
    public required ChangeOp Op { get; init; }

    public required EventNames Names { get; init; }

    /// <summary>When the journal took it.</summary>
    public required long Micros { get; init; }

    /// <summary>The webhook event it came by; null: by none.</summary>
    public required string? Via { get; init; }

    /// <summary>JSON; empty: an event without one.</summary>
    public required ReadOnlySpan<byte> Key { get; init; }

    /// <summary>A JSON object in its sender's words.</summary>
    public required ReadOnlySpan<byte> Fields { get; init; }
}

/// <summary>Topic and source of an event, with the numbers that stand for them in this store.</summary>
internal readonly record struct EventNames(long TopicId, long SourceId, string Topic, string Source);

/// <summary>Takes the rows of a view one by one.</summary>
internal interface IViewRows
{
    /// <returns>False: enough.</returns>
    bool Take(in ViewRow row);
}
