using HmsSync.Map;
using HmsSync.Sdk;

namespace HmsSync.Configuration;

/// <summary>One entry of <c>receive.events</c>: a doorbell and what it means.</summary>
/// <param name="Event">Its name, last part of <c>/webhook/{partner}/{event}</c>.</param>
/// <param name="Mapping">Partner words to hub words.</param>
internal sealed record ReceivePlan(string Event, MappingPlan Mapping)
{
    /// <summary>A second path it is taken at, such as <c>/webhook/bedChange</c>; null: none.</summary>
    public string? Path { get; init; }

    /// <summary>Topic of the business event it publishes; null when it does not.</summary>
    public string? Publish { get; init; }

    /// <summary>Hub table that it changes; null when it publishes or polls.</summary>
    public string? Table { get; init; }

    /// <summary>Hub table whose changes are read at once when it rings; its body says nothing. Null: none.</summary>
    public string? Poll { get; init; }

    public ReceiveOp Op { get; init; } = ReceiveOp.Upsert;

    /// <summary>Partner field with the record's version: older or equal is dropped; null: none.</summary>
    public string? Version { get; init; }

    /// <summary>Partner field with an array of changes, taken in one commit; null: the body is one change.</summary>
    public string? Items { get; init; }
}

/// <summary>What a doorbell does to the record: a fixed word, or read from a field of the body.</summary>
internal sealed record ReceiveOp(ChangeOp? Fixed, string? Field, IReadOnlyDictionary<string, ChangeOp> Words)
{
    /// <summary>Insert when it is not there, update when it is.</summary>
    public static readonly ReceiveOp Upsert = new(null, null, new Dictionary<string, ChangeOp>());
}
