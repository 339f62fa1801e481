using System.Collections.Frozen;
using HmsSync.Changes;
using HmsSync.Configuration;

namespace HmsSync.Lanes;

/// <summary>One lane, compiled.</summary>
internal sealed record LanePlan
{
    /// <summary>The lane's number in the store.</summary>
    public required int Id { get; init; }

    /// <summary>The partner's name; of a lane to the hub <c>hms/</c> and the partner's name.</summary>
    public required string Name { get; init; }

    /// <summary>Who is told.</summary>
    public required Participant Participant { get; init; }

    /// <summary>The lane under which the mirror of the link is kept: the one to the partner, for both directions.</summary>
    public required int MirrorLane { get; init; }

    /// <summary>Workers, each with one delivery in hand.</summary>
    public required int Concurrency { get; init; }

    public required RetryPlan Retry { get; init; }

    public double? RatePerSecond { get; init; }

    /// <summary>
    /// A newer state of a record may stand for an older one that was not sent. Not to the hub: what a partner sends may be a
    /// part of the record, and the part before it must not be lost. Nor to a handler: it is told of every change.
    /// </summary>
    public bool Merges { get; init; } = true;

    /// <summary>Hub fields that the configuration names: a metric may name these and no other (invariant 9).</summary>
    public IReadOnlySet<string> NamedFields { get; init; } = FrozenSet<string>.Empty;

    /// <summary>Null: stream mode.</summary>
    public SchedulePlan? Batch { get; init; }

    /// <summary>Numbers above the last settled one that may be loaded; a small <c>owed</c> makes it smaller.</summary>
    public int Window { get; init; } = LaneProgress.Window;

    /// <summary>Past this what is owed lapses; null: it never does, because the newest state cannot be asked for.</summary>
    public OwedBound? Owed { get; init; }

    /// <summary>Fields of loaded deliveries may take this much memory (invariant 11).</summary>
    public long WindowBytes { get; init; } = 8 << 20;
}

/// <summary>How much a lane may owe.</summary>
/// <param name="MaxAge">Of the oldest event that is owed.</param>
/// <param name="MaxEvents">Deliveries.</param>
internal sealed record OwedBound(TimeSpan MaxAge, long MaxEvents)
{
    /// <summary>What is loaded never lapses, so no more than half the bound is.</summary>
    public int Window => (int)Math.Clamp(MaxEvents / 2, 1, LaneProgress.Window);

    /// <summary>What waits was tried, or waits behind what was, and does not lapse either.</summary>
    public int Waiting => (int)Math.Clamp(MaxEvents / 2, 1, WaitingRoom.Bound);

    /// <summary>At the bound the oldest go until this many are left, so that not each new one lapses another.</summary>
    public long Left => MaxEvents - (MaxEvents / 4);
}
