using HmsSync.Feeds;

namespace HmsSync.Hosting.Control;

/// <summary>How the engine stands, worst first.</summary>
internal sealed record StatusReport(
    string Version, string Epoch, HubStatus Hub, StoreStatus Store, IReadOnlyList<LaneStatus> Lanes)
{
    /// <summary>Partners' tables that are read every so often, worst first.</summary>
    public IReadOnlyList<PollStatus> Polls { get; init; } = [];

    /// <summary>First meetings that are not over.</summary>
    public IReadOnlyList<MeetingStatus> Meetings { get; init; } = [];

    /// <summary>Tables that are being read whole.</summary>
    public IReadOnlyList<BackfillStatus> Backfills { get; init; } = [];
}

/// <param name="State"><c>running</c>, <c>starting</c> (not read to where the hub stood at start) or <c>stopped</c>.</param>
/// <param name="LastLook">When the hub was last read; null: not yet.</param>
/// <param name="Notices">What to know about single tables.</param>
/// <param name="Stopped">Why the feed stands still; null: it does not.</param>
internal sealed record HubStatus(string State, string? LastLook, IReadOnlyList<HubNotice> Notices, Trouble? Stopped);

/// <param name="Path">The store's file.</param>
/// <param name="NewestSeq">The newest event.</param>
/// <param name="Fault">Why the last commit failed; null: it did not.</param>
internal sealed record StoreStatus(string Path, long NewestSeq, string? Fault);

/// <summary>What is wrong, and the way out.</summary>
internal sealed record Trouble(string Code, string What, string Remedy);

internal sealed record LaneStatus
{
    /// <summary>Who is told: a partner, or <c>hms</c>.</summary>
    public required string Participant { get; init; }

    /// <summary>The partner whose link it is, either way.</summary>
    public required string Partner { get; init; }

    public required string Lane { get; init; }

    /// <summary>
    /// <c>running</c>, <c>paused</c> (until somebody resumes it), <c>held</c> (until the participant is back), <c>probing</c>,
    /// <c>waiting_full</c> (nothing more is loaded until some of what waits is through).
    /// </summary>
    public required string State { get; init; }

    /// <summary>Deliveries that are owed and not ended.</summary>
    public required long Lag { get; init; }

    public required int Waiting { get; init; }

    public required long Parked { get; init; }

    /// <summary>Records of which states have lapsed and whose newest state is still to go.</summary>
    public long Lapsed { get; init; }

    /// <summary>
    /// <c>lapsed</c>: past <c>replay.owed</c>, told as a gap. <c>owed_80</c>: 80 % of one of its bounds is reached. Null: neither.
    /// </summary>
    public string? Backlog { get; init; }

    /// <summary>Nothing has gone out since then though something is owed, for longer than <c>silence</c>; null: no alarm.</summary>
    public string? SilentSince { get; init; }

    /// <summary>Calls a second at most, after the participant asked for fewer; null: it did not.</summary>
    public double? SlowedTo { get; init; }

    public string? Code { get; init; }

    public string? Why { get; init; }

    /// <summary>When a held lane is looked at next.</summary>
    public string? Until { get; init; }

    public string? PausedBy { get; init; }

    public string? Since { get; init; }

    /// <summary>Code of what failed last and is not over.</summary>
    public string? LastError { get; init; }

    /// <summary>The command that helps.</summary>
    public string? Help { get; init; }
}
