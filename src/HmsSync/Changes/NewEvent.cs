using HmsSync.Sdk;

namespace HmsSync.Changes;

/// <summary>
/// What a feed hands to the journal: one change of one record, or one business event, in its sender's words.
/// </summary>
internal sealed record NewEvent
{
    /// <summary>Who said it.</summary>
    public required Participant Source { get; init; }

    /// <summary>Hub table of a change, topic of a business event.</summary>
    public required string Topic { get; init; }

    public required ChangeOp Op { get; init; }

    public RecordKey Key { get; init; } = RecordKey.None;

    /// <summary>
    /// A JSON object in UTF-8. Insert, update: the fields that are known after the change; delete: what was known
    /// before it; business event: its data. A field that is not there is absent: unknown, not sent (invariant 8).
    /// </summary>
    public required ReadOnlyMemory<byte> Fields { get; init; }

    /// <summary>Old values of the fields that an update changed, as a JSON object; empty where the feed has none.</summary>
    public ReadOnlyMemory<byte> Was { get; init; }

    /// <summary>
    /// True where the feed has no old values of the table: an update without <see cref="Was"/> may have changed anything, and a
    /// delete shows its key alone.
    /// </summary>
    public bool HasNoPast { get; init; }

    /// <summary>When it happened at its source, as far as the feed knows.</summary>
    public EventTime At { get; init; }

    /// <summary>Of a polled change without a stamp of its own: it happened after this, and not after At; 0: none.</summary>
    public EventTime AtFrom { get; init; }

    /// <summary>The sender's own id of this event, for dedupe; null: none.</summary>
    public string? Id { get; init; }

    /// <summary>The <c>traceparent</c> it came with, as version 00 has it; null: none.</summary>
    public string? Trace { get; init; }

    /// <summary>The webhook event it came by; null when it did not come by one.</summary>
    public string? Via { get; init; }

    /// <summary>
    /// The fields of a partner's event in hub words, for routes to judge; empty where <see cref="Fields"/> are in hub words.
    /// Not journaled.
    /// </summary>
    public ReadOnlyMemory<byte> InHubWords { get; init; }

    /// <summary>
    /// The source's version of the record, a JSON number or string: an event that is not newer than the last one taken is
    /// dropped. Null: none.
    /// </summary>
    public string? Version { get; init; }

    /// <summary>The tag under which we made this hub change ourselves; null when the application made it.</summary>
    public ApplyTag? Origin { get; init; }

    /// <summary>The event that made a handler publish this one; 0: none.</summary>
    public Seq Cause { get; init; }

    /// <summary>With <see cref="Cause"/>: how many participants it has passed through because of us.</summary>
    public int Hops { get; init; }

    /// <summary>
    /// True for a row that was there before anything captured it (snapshot, backfill): it raises no business event.
    /// </summary>
    public bool Snapshot { get; init; }

    /// <summary>
    /// The one lane that is owed it whatever the routes say: the newest state of a record of which states have lapsed there.
    /// Null: as the routes say.
    /// </summary>
    public int? OnlyLane { get; init; }
}
