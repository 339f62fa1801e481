namespace HmsSync.Lanes;

/// <summary>A lane's row as stored.</summary>
/// <param name="Name">The lane's name.</param>
/// <param name="Progress">What is settled.</param>
/// <param name="Body">Goes up when the mapping changes: another body has another idempotency key (invariant 3).</param>
/// <param name="Plan">Fingerprint of what makes the bodies.</param>
/// <param name="Pause">Null: running.</param>
internal sealed record LaneRow(string Name, LaneProgress Progress, int Body, string Plan, LanePause? Pause);
