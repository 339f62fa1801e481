using HmsSync.Audit;
using HmsSync.Resolve;
using HmsSync.Sdk;

namespace HmsSync.Lanes;

/// <summary>What one try of a delivery came to: an outcome, or a classified failure.</summary>
internal sealed record DeliveryResult
{
    /// <summary>Null when it failed.</summary>
    public Outcome? Outcome { get; init; }

    /// <summary>Null when it has an outcome.</summary>
    public PushOutcome? Failure { get; init; }

    public string Code { get; init; } = "ok";

    public int Status { get; init; }

    /// <summary>What the partner holds now, hub words; null: unchanged; empty: no such record there.</summary>
    public ReadOnlyMemory<byte>? Mirror { get; init; }

    public IReadOnlyList<FieldConflict> Conflicts { get; init; } = [];

    /// <summary>The turn at the link that ends when the outcome is committed; null: the delivery had none.</summary>
    public LinkGates.Turn? Turn { get; init; }

    public static DeliveryResult Ended(Outcome outcome, string code = "ok", int status = 0)
        => new() { Outcome = outcome, Code = code, Status = status };

    public static DeliveryResult Failed(PushOutcome failure)
        => new() { Failure = failure, Code = failure.Code, Status = failure.Status };

    public static DeliveryResult Failed(FailureKind kind, string code, string? detail = null)
        => Failed(PushOutcome.Failed(kind, code, 0, null, detail));
}
