namespace HmsSync.Diagnostics;

/// <summary>One metric as it is called outside: in Prometheus, and on the page of the reference.</summary>
/// <param name="Name">With its unit, and <c>_total</c> where it only counts up.</param>
/// <param name="Kind">What Prometheus calls it: <c>counter</c>, <c>gauge</c>, <c>histogram</c>.</param>
/// <param name="Help">One line.</param>
/// <param name="Labels">Their values come from the configuration or are words of ours, never from data (invariant 9).</param>
internal sealed record MetricName(string Name, string Kind, string Help, params IReadOnlyList<string> Labels)
{
    /// <summary>False: what feeds it is not built yet, so it has no values.</summary>
    public bool Fed { get; init; } = true;
}
