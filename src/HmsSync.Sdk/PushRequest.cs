namespace HmsSync.Sdk;

/// <summary>One delivery, ready to be sent: mapped, governed, in the partner's words.</summary>
public sealed record PushRequest
{
    /// <summary>Opaque; the same for every try of the same body, for ever. Send it where the API takes one.</summary>
    public required string IdempotencyKey { get; init; }

    /// <summary>What happened, as the partner sees it.</summary>
    public required ChangeOp Op { get; init; }

    /// <summary>Hub table, or topic of a business event.</summary>
    public required string Topic { get; init; }

    /// <summary>The hub record's key (or the event's key) as ASCII JSON; safe in a header.</summary>
    public required string Key { get; init; }

    /// <summary>Position in the journal; 0: it answers no event.</summary>
    public required long Seq { get; init; }

    /// <summary>Position among what this partner is owed: 1, 2, 3 …, no holes; 0: a handler pushed it.</summary>
    public required long PartnerSeq { get; init; }

    /// <summary>True when a person asked for this to be delivered again.</summary>
    public bool Replay { get; init; }

    /// <summary>Who said it: the hub (<c>hms</c>), or the partner whose business event it is.</summary>
    public string Source { get; init; } = "hms";

    /// <summary>When the hub's journal took it; null: it answers no event.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>W3C <c>traceparent</c> of this delivery; null: none.</summary>
    public string? TraceParent { get; init; }

    /// <summary>A JSON object in UTF-8, partner words. Valid until the returned task completes.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>
    /// At a partner with records of this table: the record's key there as a JSON value. Null: it has none yet that we know.
    /// </summary>
    public string? PartnerKey { get; init; }

    /// <summary>The version of the partner's record that this write was decided on, as the partner gave it; null: not known.</summary>
    public string? IfVersion { get; init; }

    /// <summary>
    /// At a partner with records: those fields of <see cref="Body"/> that differ from what the partner holds, as a JSON object
    /// in UTF-8. Empty: not told apart, all of the body counts. Valid until the returned task completes.
    /// </summary>
    public ReadOnlyMemory<byte> Changed { get; init; }
}
