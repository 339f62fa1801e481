namespace HmsSync.Cli.Demo;

/// <summary>A lane as the picture shows it.</summary>
/// <param name="Name">To a partner, or <c>hms/PARTNER</c>: from it to the hub.</param>
/// <param name="State"><c>running</c>, <c>held</c>, <c>probing</c> or <c>paused</c>.</param>
/// <param name="Lag">Deliveries that are owed and not ended.</param>
/// <param name="PerSecond">Deliveries that ended, over the last seconds.</param>
/// <param name="Last">What the last one ended as; empty: none yet.</param>
/// <param name="Why">Why it does not run; empty: it does.</param>
internal sealed record LaneView(string Name, string State, long Lag, double PerSecond, string Last, string Why);
