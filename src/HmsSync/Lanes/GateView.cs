using HmsSync.Changes;

namespace HmsSync.Lanes;

internal enum GateState
{
    /// <summary>Deliveries go.</summary>
    Open,

    /// <summary>The participant is away or wants fewer calls; the next look is at a known time.</summary>
    Held,

    /// <summary>One delivery is out to see whether it is back.</summary>
    Probing,
}

internal enum Admission
{
    /// <summary>The lane is stopping: no call.</summary>
    Stop,
    Go,

    /// <summary>Go, to see whether the participant is back.</summary>
    GoAsProbe,
}

/// <summary>What holds a lane, for <c>status</c>.</summary>
internal readonly record struct GateView(LanePause? Pause, GateState State, string Why, EventTime Until)
{
    /// <summary>Calls a second at most, after the participant asked for fewer; null: it did not.</summary>
    public double? SlowedTo { get; init; }
}
