using HmsSync.Diagnostics;

namespace HmsSync.Configuration;

/// <summary>What came of loading a configuration: a plan, or everything that is wrong. One of both.</summary>
/// <param name="Plan">Null when there are faults.</param>
/// <param name="Faults">By file, line and column; warnings are in the plan.</param>
internal sealed record ConfigResult(EnginePlan? Plan, IReadOnlyList<Fault> Faults);
