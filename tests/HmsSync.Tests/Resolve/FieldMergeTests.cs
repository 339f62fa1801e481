using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Resolve;
using HmsSync.Tests.Map;
using Xunit;
using static HmsSync.Tests.Resolve.Scene;

namespace HmsSync.Tests.Resolve;

public sealed class FieldMergeTests
{
    /// <summary>Both changed it; the partner a minute later.</summary>
    private static readonly Scene Both = new("""{"start":"10"}""", """{"start":"12"}""", """{"start":"11"}""");

    [Fact]
    public void A_field_that_only_the_partner_changed_is_taken()
        => Assert.Equal(
            """{"start":"11"}""",
            Text(new Scene("""{"start":"10"}""", """{"start":"10"}""", """{"start":"11"}""").Merge().Write));

    [Fact]
    public void A_field_that_only_the_hub_changed_stays()
        => Nothing(new Scene("""{"start":"10"}""", """{"start":"12"}""", """{"start":"10"}""").Merge());

    [Fact]
    public void Both_made_the_same_change_is_no_conflict()
        => Nothing(new Scene("""{"start":"10"}""", """{"start":"11"}""", """{"start":"11"}""").Merge());

    [Fact]
    public void What_was_not_sent_is_not_touched()
    {
        // Invariant 8: absent is not null.
        var record = """{"start":"10","notes":"x"}""";
        Assert.Equal("""{"start":"11"}""", Text(new Scene(record, record, """{"start":"11"}""").Merge().Write));
        Assert.Equal("""{"notes":null}""", Text(new Scene(record, record, """{"notes":null}""").Merge().Write));
    }

    [Fact]
    public void A_null_of_which_nothing_was_agreed_says_nothing()
    {
        // It came with the row, or with a new column: it must not wipe the other side's value.
        Nothing(new Scene("", """{"notes":"x"}""", """{"notes":null}""").Merge());
        Assert.Equal("""{"notes":"x"}""", Text(new Scene("", """{"notes":null}""", """{"notes":"x"}""").Merge().Write));
    }

    [Theory]
    [InlineData(60, "lotus_notes", """{"start":"11"}""")]
    [InlineData(2, "lotus_notes", """{"start":"11"}""")]
    [InlineData(1, "hms", "")]
    [InlineData(-60, "hms", "")]
    public void Latest_change_takes_the_later_and_keeps_the_loser(int seconds, string winner, string write)
    {
        // Invariant 6: no silent loser.
        // Invariant 7: the later write wins.
        var hub = Noon - (seconds * 1_000_000L);
        var result = (Both with { HubAt = HubStamp.At(new Stamp(hub, hub)) }).Merge();
        Assert.Equal(write, Text(result.Write));
        var conflict = Assert.Single(result.Conflicts);
        Assert.Equal(
            ("start", "latest_change", winner, ConflictState.Decided),
            (conflict.Field, conflict.Rule, conflict.Winner?.Name, conflict.State));
        Assert.Equal(
            ("\"12\"", "\"11\"", "\"10\""), (Text(conflict.HubValue), Text(conflict.PartnerValue), Text(conflict.Base)));
        Assert.Equal((new Stamp(hub, hub), new Stamp(Noon, Noon)), (conflict.HubAt, conflict.PartnerAt));
        Assert.Empty(result.Held);
    }

    [Fact]
    public void Earliest_change_looks_at_the_hubs_first_change_and_latest_at_its_last()
    {
        var hub = new HubStamp(new Stamp(Noon - Minute, Noon - Minute), new Stamp(Noon + Minute, Noon + Minute));
        var scene = Both with { HubAt = hub };
        Assert.Equal(Participant.Hub, Winner(scene, WinnerRule.EarliestChange));
        Assert.Equal(Participant.Hub, Winner(scene, WinnerRule.LatestChange));
        scene = scene with { At = new Stamp(Noon - (2 * Minute), Noon - (2 * Minute)) };
        Assert.Equal(Lotus, Winner(scene, WinnerRule.EarliestChange));
        scene = scene with { At = new Stamp(Noon + (2 * Minute), Noon + (2 * Minute)) };
        Assert.Equal(Lotus, Winner(scene, WinnerRule.LatestChange));
    }

    [Fact]
    public void Hub_and_partner_win_whatever_the_time()
    {
        foreach (var at in new[] { -Minute, 0, Minute })
        {
            var scene = Both with { At = new Stamp(Noon + at, Noon + at) };
            Assert.Equal(Participant.Hub, Winner(scene, WinnerRule.Hub));
            Assert.Equal(Lotus, Winner(scene, WinnerRule.Partner));
        }
    }

    [Fact]
    public void What_is_left_to_a_person_is_written_by_nobody()
    {
        var result = Both.With(Rule("start", WinnerRule.Manual)).Merge();
        Assert.True(result.Write.IsEmpty);
        Assert.Equal(["start"], result.Held);
        var conflict = Assert.Single(result.Conflicts);
        Assert.Equal((ConflictState.Open, (Participant?)null, "manual"), (conflict.State, conflict.Winner, conflict.Rule));
        Assert.Equal(("\"12\"", "\"11\""), (Text(conflict.HubValue), Text(conflict.PartnerValue)));
    }

    [Theory]
    [InlineData(nameof(InsideRule.Hub), "hms")]
    [InlineData(nameof(InsideRule.Authority), "lotus_notes")]
    [InlineData(nameof(InsideRule.Manual), null)]
    public void Times_that_are_too_close_leave_it_to_the_inside_rule(string insideRule, string? winner)
    {
        var inside = Enum.Parse<InsideRule>(insideRule);
        var scene = (Both with { At = new Stamp(Noon - Minute, Noon + Minute), Clock = ClockPlan.Default with { Inside = inside } })
            .With(Rule("*", WinnerRule.EarliestChange, "lotus_notes", "hms"));
        var conflict = Assert.Single(scene.Merge().Conflicts);
        Assert.Equal((winner, "earliest_change"), (conflict.Winner?.Name, conflict.Rule));
        Assert.Contains("too close", conflict.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_hub_value_without_a_stamp_is_not_judged()
    {
        // Invariant 7: it is an application's write on its way; the feed will bring its stamp.
        var scene = new Scene("""{"a":1,"b":1}""", """{"a":2,"b":1}""", """{"a":3,"b":2}""") { HubAt = null };
        foreach (var rule in Enum.GetValues<WinnerRule>())
        {
            var result = scene.With(Rule("*", rule, "lotus_notes", "hms")).Merge();
            Assert.Equal(["a"], result.Unstamped);
            Assert.True(result.Write.IsEmpty);
            Assert.Empty(result.Conflicts);
        }

        Assert.Empty((scene with { Theirs = """{"a":1,"b":2}""" }).Merge().Unstamped);
    }

    [Fact]
    public void The_first_rule_that_names_a_field_is_its_rule()
    {
        var scene = new Scene("""{"a":1,"b":1,"c":1}""", """{"a":2,"b":2,"c":2}""", """{"a":3,"b":3,"c":3}""").With(
            Rule("a", WinnerRule.Hub), Rule("a b", WinnerRule.Partner), Rule("*", WinnerRule.Manual), Rule("c", WinnerRule.Hub));
        Assert.Equal(
            [("a", "hub"), ("b", "partner"), ("c", "manual")], scene.Merge().Conflicts.Select(c => (c.Field, c.Rule)));
    }

    [Fact]
    public void Equality_is_the_mappings()
    {
        var plan = Mapped.Plan(
            """{ "fields": { "start": "s", "a.b": "c" }, "equality": { "start": "minute" } }""");
        var scene = new Scene(
            """{"start":"2026-03-01T10:00:10Z","n":1.10}""", """{"start":"2026-03-01T11:30:00Z","n":2}""",
            """{"start":"2026-03-01T10:00:40Z","n":1.1}""");
        Nothing((scene with { Same = plan.Equality.Same }).Merge());
    }

    [Fact]
    public void A_column_with_a_dot_in_its_name_is_asked_for_by_its_path()
    {
        List<string> asked = [];
        var scene = new Scene("""{"a.b":1}""", """{"a.b":1}""", """{"a.b":2}""") { Same = Asked };
        _ = scene.Merge();
        Assert.All(asked, f => Assert.Equal(@"a\.b", f));
        Assert.NotEmpty(asked);

        bool Asked(string field, ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
        {
            asked.Add(field);
            return left.SequenceEqual(right);
        }
    }

    private static Participant? Winner(Scene scene, WinnerRule rule)
        => Assert.Single(scene.With(Rule("*", rule)).Merge().Conflicts).Winner;

    private static void Nothing(MergeResult result)
    {
        Assert.True(result.Write.IsEmpty);
        Assert.Empty(result.Conflicts);
        Assert.Empty(result.Held);
    }
}
