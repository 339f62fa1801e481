using NodaTime;

namespace HmsSync.Configuration;

/// <summary>The whole configuration, validated and compiled; immutable. What the engine runs on.</summary>
internal sealed record EnginePlan
{
    /// <summary>Schedules, formats without a zone of their own and CLI times without an offset.</summary>
    public required DateTimeZone Zone { get; init; }

    public required HubPlan Hub { get; init; }

    /// <summary>Absolute path of the store file.</summary>
    public required string StorePath { get; init; }

    public required ServerPlan Server { get; init; }

    public required ReplayPlan Replay { get; init; }

    public required IReadOnlyList<PartnerPlan> Partners { get; init; }

    /// <summary>By hub table; a table without a file has the defaults.</summary>
    public IReadOnlyDictionary<string, ConflictPlan> Conflicts { get; init; } = new Dictionary<string, ConflictPlan>();

    /// <summary>What is not wrong but should be known; <c>validate</c> prints them.</summary>
    public IReadOnlyList<Diagnostics.Fault> Warnings { get; init; } = [];
}

/// <param name="Listen">Loopback or any other http url; port 0 takes a free one.</param>
/// <param name="AuthRequired">False: each caller is admin; only on loopback.</param>
/// <param name="Cors">Origins that may read in a browser.</param>
internal sealed record ServerPlan(Uri Listen, bool AuthRequired, IReadOnlyList<string> Cors)
{
    /// <summary>Requests a second that one address may make; null: no limit.</summary>
    public double? RatePerAddress { get; init; }
}

/// <param name="KeepEvents">Newest events that are kept although nobody is owed them.</param>
/// <param name="KeepFor">… and for how long.</param>
/// <param name="OwedMaxAge">Past this a lane's backlog has lapsed.</param>
/// <param name="OwedMaxEvents">Past this many owed events a lane's backlog has lapsed.</param>
internal sealed record ReplayPlan(long KeepEvents, TimeSpan KeepFor, TimeSpan OwedMaxAge, long OwedMaxEvents)
{
    public static readonly ReplayPlan Default = new(1_000_000, TimeSpan.FromDays(7), TimeSpan.FromDays(30), 10_000_000);
}
