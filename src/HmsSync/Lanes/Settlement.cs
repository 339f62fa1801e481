using HmsSync.Audit;
using HmsSync.Changes;
using HmsSync.Resolve;
using HmsSync.Sdk;

namespace HmsSync.Lanes;

/// <summary>
/// One decided step of one delivery, for the next group commit: outcome, audit row and lane state in one (invariant 10).
/// </summary>
internal sealed record Settlement
{
    public required SettlementKind Kind { get; init; }

    public required PartnerSeq PartnerSeq { get; init; }

    public required Seq Seq { get; init; }

    public required long Record { get; init; }

    public required ChangeOp Op { get; init; }

    /// <summary>The window's slot that is freed by the commit; -1: none.</summary>
    public int Slot { get; init; } = -1;

    /// <summary>It stands in waiting; an outcome takes it out.</summary>
    public bool FromWaiting { get; init; }

    public Outcome Outcome { get; init; }

    public string Code { get; init; } = "ok";

    public string? Detail { get; init; }

    public int Status { get; init; }

    public int Attempts { get; init; }

    /// <summary>It is the head of a queue of the waiting room and leaves it with the commit.</summary>
    public bool LeavesRoom { get; init; }

    /// <summary>For <see cref="SettlementKind.Wait"/> the row to be put; else how it waited, if it did.</summary>
    public WaitingEntry Waiting { get; init; }

    /// <summary>What is known of the link from now on; null: nothing has changed.</summary>
    public LinkRow? Link { get; init; }

    /// <summary>All that has changed of the link: the partner holds what the hub held at this time.</summary>
    public EventTime? AgreedAt { get; init; }

    /// <summary>Table and key of the hub record that the link belongs to; null: the delivery's own record.</summary>
    public (string Table, RecordKey Key)? LinkedTo { get; init; }

    /// <summary>The delivery wrote to the hub.</summary>
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

    /// <summary>The turn at the link that ends with the commit; null: none.</summary>
    public LinkGates.Turn? Turn { get; init; }

    /// <summary>From the commit in the journal to the participant's acknowledgement; null: there was none.</summary>
    public TimeSpan? Took { get; init; }

    /// <summary>The table or topic; empty for what ended without being delivered.</summary>
    public string Topic { get; init; } = "";

    /// <summary>A hub change that we had made ourselves.</summary>
    public bool MadeByUs { get; init; }

    /// <summary>Which parked deliveries of the same record this newer one makes void.</summary>
    public ParkedClosing Closes { get; init; }
}

internal enum SettlementKind
{
    /// <summary>It ended with an outcome.</summary>
    End,

    /// <summary>It waits for its next try, or behind one that does.</summary>
    Wait,

    /// <summary>It parks: outcome and parked row.</summary>
    Park,

    /// <summary>The op that the participant will be told changes because an older delivery was superseded.</summary>
    ChangeOp,
}
