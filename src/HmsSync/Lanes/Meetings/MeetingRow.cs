using HmsSync.Changes;

namespace HmsSync.Lanes.Meetings;

/// <summary>A meeting as stored.</summary>
/// <param name="Stage">How far it is.</param>
/// <param name="Since">When the engine first saw the two, or was told that they meet anew; 0: nothing is stored.</param>
/// <param name="Mark">The last number of the lane to the hub that stands for the listing; 0: it is not journaled yet.</param>
/// <param name="Cursor">Where reading what only the hub has goes on; empty: from the first.</param>
internal sealed record MeetingRow(MeetingStage Stage, EventTime Since, PartnerSeq Mark, string Cursor)
{
    /// <summary>They had met before: what only one side has is looked at once more, and nothing is held back meanwhile.</summary>
    public bool IsAnew { get; init; }

    public static readonly MeetingRow New = new(MeetingStage.Unmet, default, default, "");
}
