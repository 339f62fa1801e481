using System.Text;
using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Resolve;

namespace HmsSync.Tests.Resolve;

/// <summary>A merge in texts. An empty text is no record.</summary>
internal sealed record Scene(string Base, string Ours, string Theirs)
{
    public static readonly Participant Lotus = new("lotus_notes");

    public const long Noon = 1_790_000_000_000_000;

    public static readonly long Minute = 60_000_000;

    public ConflictRulePlan[] Rules { get; init; } = [];

    public ClockPlan Clock { get; init; } = ClockPlan.Default;

    public DeleteRule Deletes { get; init; } = DeleteRule.UpdateWins;

    public Stamp At { get; init; } = new(Noon, Noon);

    /// <summary>Of every field of the hub; null: not known.</summary>
    public HubStamp? HubAt { get; init; } = HubStamp.At(new Stamp(Noon - Minute, Noon - Minute));

    public string[] Held { get; init; } = [];

    public SameValue Same { get; init; } = HmsSync.Map.CanonicalEquality.Exact.Same;

    public MergePlan Plan => MergePlan.Of(new ConflictPlan("t") { Rules = Rules, Clock = Clock, Deletes = Deletes });

    public MergeResult Merge() => FieldMerge.Merge(new MergeInput
    {
        Theirs = Bytes(Theirs),
        Ours = Bytes(Ours),
        Base = Bytes(Base),
        HubStamps = _ => HubAt,
        TheirStamp = At,
        Partner = Lotus,
        Plan = Plan,
        Same = Same,
        Held = Held.ToHashSet(),
    });

    public DeleteResult MergeDelete(bool held = false, Func<string, bool>? told = null, bool wasGone = false, string key = "")
        => DeleteMerge.Merge(new DeleteInput
        {
            Theirs = Bytes(Theirs),
            Ours = Bytes(Ours),
            Base = Bytes(Base),
            Told = told ?? (_ => true),
            Key = new RecordKey(key),
            HubStamp = HubAt!.Value.Last,
            TheirStamp = At,
            Partner = Lotus,
            Plan = Plan,
            Same = Same,
            Held = held,
            WasGone = wasGone,
        });

    public Scene With(params ConflictRulePlan[] rules) => this with { Rules = rules };

    public static ConflictRulePlan Rule(string fields, WinnerRule winner, params string[] authority)
        => new(fields.Split(' '), winner) { Authority = [.. authority.Select(n => new Participant(n))] };

    public static string Text(ReadOnlyMemory<byte> json) => Encoding.UTF8.GetString(json.Span);

    public static byte[] Bytes(string json) => Encoding.UTF8.GetBytes(json);
}
