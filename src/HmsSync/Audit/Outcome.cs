namespace HmsSync.Audit;

/// <summary>How a delivery ended. Numbers are stored; never reuse one.</summary>
internal enum Outcome
{
    /// <summary>The participant acknowledged.</summary>
    Delivered = 1,

    /// <summary>The participant holds it already; no call.</summary>
    Agreed = 2,

    /// <summary>A newer state of the record went instead.</summary>
    Superseded = 3,

    /// <summary>Policy withheld it.</summary>
    Withheld = 4,

    /// <summary>The loser of a claim.</summary>
    Refused = 5,

    /// <summary>Held for a person or by a guard.</summary>
    Held = 6,

    /// <summary>Deletes or a route say so.</summary>
    NotSent = 7,

    /// <summary>The partner only listens.</summary>
    Offered = 8,

    /// <summary>A business event past <c>owed</c>: the parked row stands for it.</summary>
    Expired = 9,

    /// <summary>A record past <c>owed</c>: its newest state goes later.</summary>
    Lapsed = 10,

    /// <summary>A person must look at it.</summary>
    Parked = 11,

    /// <summary>A person took a parked delivery away.</summary>
    Dropped = 12,

    /// <summary>A person asked for a parked delivery again; how that ends is a row of its own.</summary>
    Redriven = 13,
}
