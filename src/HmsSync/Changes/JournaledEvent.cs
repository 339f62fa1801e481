using HmsSync.Sdk;

namespace HmsSync.Changes;

/// <summary>An event as the journal holds it.</summary>
internal sealed record JournaledEvent
{
    public required Seq Seq { get; init; }

    public required Participant Source { get; init; }

    public required string Topic { get; init; }

    public required ChangeOp Op { get; init; }

    public required RecordKey Key { get; init; }

    /// <summary>The store's number for (topic, key); 0 for an event without a key.</summary>
    public required long Record { get; init; }

    /// <summary>When the journal took it; never goes back along the journal.</summary>
    public required EventTime Time { get; init; }

    /// <summary>When it happened at its source, as far as the feed knows.</summary>
    public EventTime At { get; init; }

    /// <summary>When it happened, as far as is known: at its source, else when the journal took it.</summary>
    public EventTime Stamp => At.Micros > 0 ? At : Time;

    /// <summary>Of a polled change without a stamp of its own: it happened after this, and not after At; 0: none.</summary>
    public EventTime AtFrom { get; init; }

    public required ReadOnlyMemory<byte> Fields { get; init; }

    public ReadOnlyMemory<byte> Was { get; init; }

    public string? Id { get; init; }

    public string? Via { get; init; }

    /// <summary>Seq of the partner's event that made us write this hub change; 0 when the application made it.</summary>
    public Seq Cause { get; init; }

    /// <summary>How many participants the change has passed through because of us.</summary>
    public int Hops { get; init; }
}
