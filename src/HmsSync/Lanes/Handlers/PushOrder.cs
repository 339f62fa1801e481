using HmsSync.Changes;
using HmsSync.Sdk;

namespace HmsSync.Lanes.Handlers;

/// <summary>What a handler, or the embedding program, wants a partner to be told.</summary>
internal sealed record PushOrder
{
    public required Participant Partner { get; init; }

    /// <summary>Hub table or topic whose words the payload is in: policy classifies by it, and it picks the mapping.</summary>
    public required string Topic { get; init; }

    public required ChangeOp Op { get; init; }

    public RecordKey Key { get; init; } = RecordKey.None;

    /// <summary>The event it answers; 0: none.</summary>
    public Seq Seq { get; init; }

    /// <summary>The store's number of the record that the event is about; 0: none.</summary>
    public long Record { get; init; }

    /// <summary>A JSON object in UTF-8, hub words.</summary>
    public required ReadOnlyMemory<byte> Fields { get; init; }

    /// <summary>Which push of its delivery it is; null: the next one to this partner.</summary>
    public string? Name { get; init; }
}
