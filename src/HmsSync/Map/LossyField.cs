using HmsSync.Diagnostics;

namespace HmsSync.Map;

/// <summary>A field that goes both ways and comes back as less than it was.</summary>
/// <param name="Column">The hub column.</param>
/// <param name="Place">Where the mapping makes it so.</param>
/// <param name="Why">What is lost.</param>
/// <param name="Remedy">What to write if that is meant.</param>
internal sealed record LossyField(string Column, Place Place, string Why, string Remedy);
