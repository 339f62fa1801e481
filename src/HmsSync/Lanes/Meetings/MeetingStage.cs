namespace HmsSync.Lanes.Meetings;

/// <summary>How far a partner and a hub table are with their first meeting. Stored: the numbers stay.</summary>
internal enum MeetingStage
{
    /// <summary>It is not known yet whether both sides hold records.</summary>
    Unmet = 0,

    /// <summary>Both do, and a person must say that they may meet.</summary>
    Held = 1,

    /// <summary>The partner's records are being journaled.</summary>
    Listing = 2,

    /// <summary>They are, and the lane to the hub judges them.</summary>
    Judging = 3,

    /// <summary>What only the hub has is being owed to the partner.</summary>
    Owing = 4,

    /// <summary>It is over, or there was nothing to meet.</summary>
    Met = 5,
}

/// <summary>Whether a record is held because it could be several of the other side's.</summary>
internal enum Unclear
{
    /// <summary>Nobody has asked.</summary>
    Unasked,

    /// <summary>It is, and a person decides.</summary>
    Open,

    /// <summary>A person has said that it is a record of its own.</summary>
    Answered,
}
