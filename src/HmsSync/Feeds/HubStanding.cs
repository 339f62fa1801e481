using HmsSync.Hubs;

namespace HmsSync.Feeds;

/// <summary>What of the hub stands still until a person says what is to follow, and may not be written to meanwhile.</summary>
/// <param name="Stopped">All of it; null: not all.</param>
/// <param name="Tables">Tables whose changes do not flow; empty: all do.</param>
internal sealed record HubStanding(HubStoppedException? Stopped, IReadOnlyList<string> Tables)
{
    public static readonly HubStanding Well = new(null, []);

    private static readonly string[] Reasons = ["truncate", "schema"];

    public static HubStanding Of(HubStoppedException? stopped, IReadOnlyList<HubNotice> notices)
        => stopped is null && notices.Count == 0 ? Well
            : new HubStanding(stopped, [.. notices.Where(n => n.Held && Reasons.Contains(n.Code)).Select(n => n.Table)]);

    // Invariant 12: a hub that may be another one than the mirror knows is not written to.
    /// <summary>Null: the table may be written to.</summary>
    public ApplyResult? Refusal(string table)
        => Stopped is not null ? new ApplyResult(ApplyResultKind.Unavailable, Stopped.Code, "the hub's feed stands still for a person")
            : Tables.Contains(table) ? new ApplyResult(ApplyResultKind.Locked, "table_held", "the table is held for a person")
            : null;
}
