using HmsSync.Sdk;

namespace HmsSync.Lite;

/// <summary>What a push is, where it is not the usual.</summary>
public sealed record PushOptions
{
    internal static readonly PushOptions Usual = new();

    /// <summary>
    /// What the partner is told that happened: a delete goes where its <c>deletes</c> say, or nowhere. Null: what happened to the
    /// handler's record, and a business event where there is none.
    /// </summary>
    public ChangeOp? Op { get; init; }

    /// <summary>
    /// The hub table or topic whose words the payload is in: policy classifies by it, and a route of its own has its own
    /// mapping. Null: what the handler listens to; outside of a handler <c>push</c>.
    /// </summary>
    public string? Words { get; init; }

    /// <summary>
    /// Which push it is. In a handler that does not always make the same pushes in the same order: one name each, instead of
    /// their order. Outside of a handler: the same name again is the same push again, with the same idempotency key.
    /// </summary>
    public string? Name { get; init; }
}
