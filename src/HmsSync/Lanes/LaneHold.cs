using HmsSync.Changes;

namespace HmsSync.Lanes;

/// <summary>Why a lane lets nothing out for a while; survives restarts, so that what a participant asked for is kept.</summary>
/// <param name="Why">Code of what failed.</param>
/// <param name="Until">When it is looked at again.</param>
/// <param name="Trips">How often in a row it was held.</param>
/// <param name="Slowed">The participant asked for fewer calls; it is not away.</param>
internal sealed record LaneHold(string Why, EventTime Until, int Trips, bool Slowed)
{
    /// <summary>Whether this is the same hold, looked at meanwhile or not.</summary>
    public static bool Same(LaneHold? one, LaneHold? other)
        => one?.Trips == other?.Trips && one?.Slowed == other?.Slowed && one?.Why == other?.Why;
}
