namespace HmsSync.Cli.Reading;

/// <summary>Which events are asked for.</summary>
internal sealed record EventFilter(DateTimeOffset? Since, DateTimeOffset? Until, string? Topic, int Limit);
