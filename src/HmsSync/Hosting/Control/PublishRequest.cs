using HmsSync.Changes;

namespace HmsSync.Hosting.Control;

/// <summary>A business event to be published.</summary>
/// <param name="Topic">Letters, digits, dots, dashes, underscores; no table's name.</param>
/// <param name="Data">A JSON object in UTF-8.</param>
/// <param name="Id">The publisher's own; the same again publishes nothing. Null: none.</param>
/// <param name="Key">Events of one topic and key go in order; null: all of the topic do.</param>
internal sealed record PublishRequest(string Topic, ReadOnlyMemory<byte> Data, string? Id, string? Key)
{
    /// <summary>In whose name: the hub's, or a handler's.</summary>
    public Participant Source { get; init; } = Participant.Hub;

    /// <summary>The <c>traceparent</c> it came with; null: none.</summary>
    public string? Trace { get; init; }

    /// <summary>The event that made a handler publish; 0: none.</summary>
    public Seq Cause { get; init; }

    /// <summary>With <see cref="Cause"/>: how many participants the event has passed through because of us.</summary>
    public int Hops { get; init; }
}

/// <summary>What came of it.</summary>
/// <param name="Code">
/// Empty: it is in the journal. Else <c>bad_topic</c>, <c>topic_is_table</c>, <c>bad_id</c>, <c>bad_key</c>, <c>id_taken</c>.
/// </param>
/// <param name="Detail">For the publisher; empty when it worked.</param>
/// <param name="Id">The publisher's id, or one of ours.</param>
/// <param name="Seq">Where it stands in the journal.</param>
internal sealed record PublishResult(string Code, string Detail, string Id, long Seq)
{
    public static PublishResult Refused(string code, string detail) => new(code, detail, "", 0);
}
