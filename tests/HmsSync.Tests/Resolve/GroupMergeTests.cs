using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Resolve;
using Xunit;
using static HmsSync.Tests.Resolve.Scene;

namespace HmsSync.Tests.Resolve;

/// <summary>Fields of one rule are decided as one: no mix of both sides that nobody wrote.</summary>
public sealed class GroupMergeTests
{
    private const string Agreed = """{"start":10,"end":11}""";

    [Fact]
    public void What_only_one_side_changed_is_taken_as_it_is()
    {
        var scene = new Scene(Agreed, Agreed, """{"start":14,"end":11}""").With(Rule("start end", WinnerRule.Hub));
        var result = scene.Merge();
        Assert.Equal("""{"start":14}""", Text(result.Write));
        Assert.Empty(result.Conflicts);
        Assert.True((scene with { Ours = """{"start":9,"end":11}""", Theirs = Agreed }).Merge().Write.IsEmpty);
    }

    [Theory]
    [InlineData(nameof(WinnerRule.Partner), """{"start":14,"end":11}""", "end", "hms's 12 lost")]
    [InlineData(nameof(WinnerRule.Hub), "", "start", "lotus's 14 lost")]
    public void Where_each_side_changed_another_member_one_side_wins_both(
        string rule, string write, string loser, string what)
    {
        var winner = Enum.Parse<WinnerRule>(rule);
        var result = new Scene(Agreed, """{"start":10,"end":12}""", """{"start":14,"end":11}""")
            .With(Rule("start end", winner)).Merge();
        Assert.Equal(write, Text(result.Write));
        var conflict = Assert.Single(result.Conflicts);
        Assert.Equal(loser, conflict.Field);
        Assert.Equal(what, winner == WinnerRule.Hub
            ? $"lotus's {Text(conflict.PartnerValue)} lost" : $"hms's {Text(conflict.HubValue)} lost");
    }

    [Fact]
    public void Of_what_was_not_sent_the_partner_holds_what_it_held()
    {
        var result = new Scene(Agreed, """{"start":10,"end":12}""", """{"start":14}""")
            .With(Rule("start end", WinnerRule.Partner)).Merge();
        Assert.Equal("""{"start":14,"end":11}""", Text(result.Write));
        Assert.Equal("end", Assert.Single(result.Conflicts).Field);

        // Invariant 8: what was neither sent nor ever held stays.
        result = new Scene("""{"start":10}""", """{"start":9,"end":12}""", """{"start":14}""")
            .With(Rule("start end", WinnerRule.Partner)).Merge();
        Assert.Equal("""{"start":14}""", Text(result.Write));
    }

    [Fact]
    public void A_group_is_held_as_one_and_each_member_that_differs_has_its_row()
    {
        var result = new Scene("""{"a":1,"b":1,"c":1}""", """{"a":2,"b":1,"c":1}""", """{"a":3,"b":2,"c":1}""")
            .With(Rule("a b c", WinnerRule.Manual)).Merge();
        Assert.Equal(["a", "b", "c"], result.Held);
        Assert.Equal(["a", "b"], result.Conflicts.Select(c => c.Field));
        Assert.All(result.Conflicts, c => Assert.Equal(ConflictState.Open, c.State));
    }

    [Theory]
    [InlineData(nameof(WinnerRule.LatestChange), 25, "lotus_notes")]
    [InlineData(nameof(WinnerRule.LatestChange), 15, "hms")]
    [InlineData(nameof(WinnerRule.EarliestChange), 5, "lotus_notes")]
    [InlineData(nameof(WinnerRule.EarliestChange), 15, "hms")]
    public void Its_stamp_is_the_last_or_the_first_of_the_members_that_the_hub_changed(string rule, int at, string winner)
    {
        // The hub changed a in minute 10 and b in minute 20; c long ago, before the base.
        var result = FieldMerge.Merge(new MergeInput
        {
            Base = Bytes("""{"a":1,"b":1,"c":1}"""),
            Ours = Bytes("""{"a":2,"b":2,"c":1}"""),
            Theirs = Bytes("""{"a":3,"b":3,"c":3}"""),
            HubStamps = f => HubStamp.At(Stamp.At(new EventTime(f == "a" ? 10 * Minute : f == "b" ? 20 * Minute : 0))),
            TheirStamp = Stamp.At(new EventTime(at * Minute)),
            Partner = Lotus,
            Plan = new Scene("", "", "").With(Rule("a b c", Enum.Parse<WinnerRule>(rule))).Plan,
            Same = HmsSync.Map.CanonicalEquality.Exact.Same,
        });
        Assert.All(result.Conflicts, c => Assert.Equal(winner, c.Winner?.Name));
        Assert.Equal(winner == "hms" ? 3 : 2, result.Conflicts.Count);
    }

    [Fact]
    public void No_merge_of_a_group_ever_mixes_two_sides()
    {
        string?[] values = [null, "1", "2"];
        foreach (var rule in new[] { WinnerRule.Hub, WinnerRule.Partner, WinnerRule.LatestChange, WinnerRule.Manual })
        {
            foreach (var v in Tuples(values, 6))
            {
                var (b, o, t) = ((v[0], v[1]), (v[2], v[3]), (v[4], v[5]));
                var result = new Scene(Json(b), Json(o), Json(t)).With(Rule("x y", rule)).Merge();
                var (x, y) = (After(result, "x", o.Item1), After(result, "y", o.Item2));
                var there = (There(b.Item1, o.Item1, t.Item1), There(b.Item2, o.Item2, t.Item2));
                Assert.True((x, y) == o || (x, y) == there, $"{rule}: {b} {o} {t} became {(x, y)}");
            }
        }
    }

    /// <summary>What the partner holds, as far as that is known and the hub has such a field.</summary>
    private static string? There(string? b, string? o, string? t) => t ?? (o is null ? null : b ?? o);

    private static IEnumerable<string?[]> Tuples(string?[] values, int length)
        => length == 0 ? [[]] : Tuples(values, length - 1).SelectMany(head => values.Select(v => head.Append(v).ToArray()));

    private static string Json((string? X, string? Y) record)
        => "{" + string.Join(',', new[] { ("x", record.X), ("y", record.Y) }.Where(f => f.Item2 is not null)
            .Select(f => $"\"{f.Item1}\":{f.Item2}")) + "}";

    private static string? After(MergeResult result, string field, string? before)
        => JsonFields.Find(result.Write.Span, field) is { IsEmpty: false } written ? Text(written.ToArray()) : before;
}
