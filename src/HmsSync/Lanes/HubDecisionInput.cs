using HmsSync.Changes;
using HmsSync.Lanes.Claims;
using HmsSync.Lanes.Meetings;
using HmsSync.Resolve;

namespace HmsSync.Lanes;

/// <summary>All that decides what a partner's change makes of a hub record, but the record itself.</summary>
internal sealed record HubDecisionInput
{
    public required Participant Partner { get; init; }

    /// <summary>What the partner says now.</summary>
    public required PartnerState Theirs { get; init; }

    /// <summary>What is known of the link.</summary>
    public required LinkRow Link { get; init; }

    /// <summary>What the hub feed has shown of the record.</summary>
    public required HubCard Card { get; init; }

    public required MergePlan Plan { get; init; }

    /// <summary>The hub record's key; none: the database makes it.</summary>
    public RecordKey Key { get; init; } = RecordKey.None;

    /// <summary>Only this delivery can bring the record into the hub; its key is none's as long as it has not.</summary>
    public bool IsBorn { get; init; }

    /// <summary>Which delivery it is.</summary>
    public DeliveryName Delivery { get; init; }

    /// <summary>Null: the table has no claims.</summary>
    public ClaimStage? Claims { get; init; }

    /// <summary>Null: the record may be deleted; else why the lane is held before it is.</summary>
    public Func<DeliveryResult?> Guard { get; init; } = () => null;

    public required SameValue Same { get; init; }

    /// <summary>Whether the partner is told a hub field.</summary>
    public required Func<string, bool> Told { get; init; }

    /// <summary>The record meets its other side for the first time; null: it does not.</summary>
    public FirstInput? First { get; init; }

    /// <summary>A stamp of the partner's that is later than this is taken for this: its clock is ahead.</summary>
    public required EventTime Latest { get; init; }
}
