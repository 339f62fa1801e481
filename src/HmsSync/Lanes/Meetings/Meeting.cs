using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Resolve;
using HmsSync.Seams;

namespace HmsSync.Lanes.Meetings;

/// <summary>
/// The first meeting of one partner with one hub table: what of it lanes go by. Its loop alone moves it, after the commit of the
/// new stage; anybody reads it.
/// </summary>
internal sealed class Meeting
{
    private volatile MeetingRow _row;
    private volatile MatchIndex? _index;
    private volatile string? _why;
    private volatile bool _isOrdered;

    /// <param name="partner">Who meets.</param>
    /// <param name="records">How the table is kept there.</param>
    /// <param name="conflicts">What holds where the two differ.</param>
    /// <param name="lanes">The lane to the partner, and the one from it to the hub.</param>
    /// <param name="stored">How far it is.</param>
    public Meeting(Participant partner, RecordsPlan records, ConflictPlan conflicts, (int ToPartner, int ToHub) lanes, MeetingRow stored)
    {
        (Partner, Records, Lane, HubLane, _row) = (partner, records, lanes.ToPartner, lanes.ToHub, stored);
        IsAgreed = conflicts.First is not null;
        Plan = conflicts.First ?? FirstPlan.Default;

        // Who may not change the hub's records is not asked what they should be.
        var mayChange = records.Ops.Contains(Sdk.ChangeOp.Update);
        Rules = MergePlan.Of((mayChange ? Plan : Plan with { Differ = DifferRule.Hub }).RulesFor(conflicts));
        Match = Plan.Match.Count == 0 ? null : new MatchKey(records.Mapping, Plan.Match);
    }

    public Participant Partner { get; }

    public RecordsPlan Records { get; }

    public string Table => Records.Table;

    /// <summary>The lane to the partner.</summary>
    public int Lane { get; }

    /// <summary>The lane from it to the hub.</summary>
    public int HubLane { get; }

    /// <summary>How the two meet.</summary>
    public FirstPlan Plan { get; }

    /// <summary>The configuration says how, so that no person is asked.</summary>
    public bool IsAgreed { get; }

    /// <summary>Who is right about what differs.</summary>
    public MergePlan Rules { get; }

    /// <summary>What makes two records one beside their keys; null: nothing.</summary>
    public MatchKey? Match { get; }

    /// <summary>The hub's column with the application's stamp; null: it has none.</summary>
    public string? ChangedAt { get; init; }

    /// <summary>The hub's snapshot goes to the partner, and not by its lane's own routes.</summary>
    public bool OwesSnapshot { get; init; }

    public MeetingRow Row => _row;

    public MeetingStage Stage => _row.Stage;

    /// <summary>Records are meeting.</summary>
    public bool IsOn => Stage is MeetingStage.Listing or MeetingStage.Judging or MeetingStage.Owing;

    /// <summary>Nothing of the partner's may change the hub yet.</summary>
    public bool HoldsPartner => Stage is MeetingStage.Unmet or MeetingStage.Held;

    /// <summary>Which records match; null: not known, which of a meeting without match fields it never is.</summary>
    public MatchIndex? Index
    {
        get => _index;
        set => _index = value;
    }

    /// <summary>What keeps it from going on, in words; null: nothing.</summary>
    public string? Why
    {
        get => _why;
        set => _why = value;
    }

    /// <summary>A person has said that they may meet.</summary>
    public bool IsOrdered => _isOrdered;

    /// <summary>Wakes the loop.</summary>
    public AsyncSignal Changed { get; } = new();

    /// <summary>
    /// Invariant 4: a hub record is not told to the partner before it is known whether the partner has it too.
    /// </summary>
    public bool HoldsBack(LinkRow link) => _row is { Stage: < MeetingStage.Owing, IsAnew: false } && link.Incarnation == 0;

    public void Order()
    {
        _isOrdered = true;
        Changed.Set();
    }

    /// <summary>The row is committed.</summary>
    public void Goes(MeetingRow row)
    {
        if (row.Stage == MeetingStage.Listing)
        {
            _isOrdered = false;
        }

        (_row, _why) = (row, null);
    }
}
