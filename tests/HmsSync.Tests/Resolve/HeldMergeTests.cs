using HmsSync.Configuration;
using HmsSync.Resolve;
using Xunit;
using static HmsSync.Tests.Resolve.Scene;

namespace HmsSync.Tests.Resolve;

/// <summary>While a question is open.</summary>
public sealed class HeldMergeTests
{
    /// <summary>The partner said 11 and the hub 12; then it was opened, and the mirror became 11.</summary>
    private static readonly Scene Open = new Scene("""{"a":11,"b":1}""", """{"a":12,"b":1}""", """{"a":11,"b":1}""") with
    {
        Rules = [Rule("a", WinnerRule.Manual)],
        Held = ["a"],
    };

    [Fact]
    public void The_same_again_opens_nothing()
    {
        var result = Open.Merge();
        Assert.Empty(result.Conflicts);
        Assert.Equal(["a"], result.Held);
        Assert.True(result.Write.IsEmpty);
    }

    [Fact]
    public void What_the_partner_says_meanwhile_is_remembered_and_the_other_fields_go_on()
    {
        var result = (Open with { Theirs = """{"a":13,"b":2}""" }).Merge();
        Assert.Equal("""{"b":2}""", Text(result.Write));
        var conflict = Assert.Single(result.Conflicts);
        Assert.Equal(("a", "13", "12"), (conflict.Field, Text(conflict.PartnerValue), Text(conflict.HubValue)));
        Assert.Equal(ConflictState.Open, conflict.State);
        Assert.Equal(["a"], result.Held);
    }

    [Fact]
    public void A_rule_that_would_decide_by_now_does_not_close_it()
    {
        var result = (Open with { Theirs = """{"a":13}""" }).With(Rule("a", WinnerRule.Partner)).Merge();
        Assert.True(result.Write.IsEmpty);
        Assert.Equal(["a"], result.Held);
    }

    [Theory]
    [InlineData("""{"a":12,"b":1}""")]
    [InlineData("""{"a":12}""")]
    public void Where_both_come_to_agree_it_may_close(string theirs)
    {
        var result = (Open with { Theirs = theirs }).Merge();
        Assert.Equal(["a"], result.Agreed);
        Assert.Empty(result.Held);
        Assert.Empty(result.Conflicts);
        Assert.True(result.Write.IsEmpty);
    }

    [Fact]
    public void It_stays_open_while_the_partner_speaks_of_other_things()
    {
        var result = (Open with { Theirs = """{"b":5}""" }).Merge();
        Assert.Equal("""{"b":5}""", Text(result.Write));
        Assert.Equal(["a"], result.Held);
    }

    [Fact]
    public void An_application_that_came_to_agree_closes_it_too()
        => Assert.Equal(["a"], (Open with { Ours = """{"a":11,"b":1}""", Theirs = """{"b":5}""" }).Merge().Agreed);

    [Fact]
    public void One_held_member_holds_its_group()
    {
        var scene = (Open with { Theirs = """{"a":11,"b":2}""" }).With(Rule("a b", WinnerRule.Partner));
        var result = scene.Merge();
        Assert.Equal(["a", "b"], result.Held);
        Assert.True(result.Write.IsEmpty);
        Assert.Equal("b", Assert.Single(result.Conflicts).Field);
    }

    [Fact]
    public void Without_stamps_what_is_open_stays_open_and_nothing_waits_for_it()
    {
        var result = (Open with { Theirs = """{"a":13}""", HubAt = null }).Merge();
        Assert.Empty(result.Unstamped);
        Assert.Equal(["a"], result.Held);
    }

    [Fact]
    public void A_record_that_both_sides_have_again_answers_an_open_delete()
        => Assert.Equal(["*"], (Open with { Held = ["*"] }).Merge().Agreed);
}
