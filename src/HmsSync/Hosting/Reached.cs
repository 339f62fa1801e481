namespace HmsSync.Hosting;

/// <summary>Whether a participant could be reached.</summary>
/// <param name="Participant">Its name; <c>hms</c> for the hub.</param>
/// <param name="Ok">It was.</param>
/// <param name="Code">Stable, lower snake case; <c>ok</c>.</param>
/// <param name="Detail">What happened and what to do; null when all is well.</param>
internal sealed record Reached(string Participant, bool Ok, string Code, string? Detail);
