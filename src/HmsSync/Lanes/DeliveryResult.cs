using HmsSync.Audit;
using HmsSync.Changes;
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

    /// <summary>What is known of the link from now on; null: nothing has changed.</summary>
    public LinkRow? Link { get; init; }

    /// <summary>The partner was found to hold what the hub held at this time, and nothing else has changed; null: not so.</summary>
    public EventTime? AgreedAt { get; init; }

    /// <summary>Key of the hub record that the link belongs to, where the delivery was not journaled under it; none: it was.</summary>
    public RecordKey LinkedTo { get; init; } = RecordKey.None;

    /// <summary>The delivery wrote to the hub: what the journal held of the record before is older than it.</summary>
    public bool WroteHub { get; init; }

    /// <summary>The partner is to be told the newest state of the hub record when the first meeting lets it.</summary>
    public bool TellsLater { get; init; }

    public IReadOnlyList<FieldConflict> Conflicts { get; init; } = [];

    /// <summary>Fields whose open conflict has come to its end by itself: both sides agree.</summary>
    public IReadOnlyList<string> Agreed { get; init; } = [];

    /// <summary>With <see cref="Agreed"/>: whose value that is, where somebody has decided; empty: both sides came to it.</summary>
    public string AgreedOn { get; init; } = "";

    /// <summary>It was done before a crash: the conflicts that were noted for it then count.</summary>
    public bool CountsNoted { get; init; }

    /// <summary>The turn at the link that ends when the outcome is committed; null: the delivery had none.</summary>
    public LinkGates.Turn? Turn { get; init; }

    /// <summary>
    /// It failed because of another delivery (the parent it refers to): that says nothing against the participant.
    /// </summary>
    public bool WaitsForAnother { get; init; }

    /// <summary>With a failure: nothing more goes before a person has looked; the delivery keeps its place.</summary>
    public bool PausesLane { get; init; }

    /// <summary>When it goes again, where that is not for the lane's retries to say.</summary>
    public TimeSpan? Again { get; init; }

    public static DeliveryResult Ended(Outcome outcome, string code = "ok", int status = 0)
        => new() { Outcome = outcome, Code = code, Status = status };

    public static DeliveryResult Failed(PushOutcome failure)
        => new() { Failure = failure, Code = failure.Code, Status = failure.Status };

    public static DeliveryResult Failed(FailureKind kind, string code, string? detail = null)
        => Failed(PushOutcome.Failed(kind, code, 0, null, detail));
}
