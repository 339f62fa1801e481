using System.Text;
using HmsSync.Changes;
using HmsSync.Resolve;
using Xunit;

namespace HmsSync.Tests.Resolve;

public sealed class LatestChangeTests
{
    private static readonly Participant Lotus = new("lotus_notes");

    [Fact]
    public void A_field_that_only_the_partner_changed_is_taken()
        => Assert.Equal(
            """{"start":"11"}""",
            Merge(theirs: """{"start":"11"}""", ours: """{"start":"10"}""", basis: """{"start":"10"}""").Write);

    [Fact]
    public void A_field_that_only_the_hub_changed_stays()
        => Assert.Equal("", Merge(theirs: """{"start":"10"}""", ours: """{"start":"12"}""", basis: """{"start":"10"}""").Write);

    [Fact]
    public void What_was_not_sent_is_not_touched()
    {
        // Invariant 8: absent is not null.
        var merged = Merge(theirs: """{"start":"11"}""", ours: """{"start":"10","notes":"x"}""", basis: """{"start":"10","notes":"x"}""");
        Assert.Equal("""{"start":"11"}""", merged.Write);
        Assert.Equal("""{"notes":null}""", Merge("""{"notes":null}""", """{"notes":"x"}""", """{"notes":"x"}""").Write);
    }

    [Theory]
    [InlineData(200, 100, "lotus_notes", """{"start":"11"}""")]
    [InlineData(100, 200, "hms", "")]
    public void When_both_changed_it_the_later_wins_and_the_loser_is_kept(long at, long hubAt, string winner, string write)
    {
        // Invariant 6: no silent loser.
        // Invariant 7: the later write wins.
        var result = LatestChange.Merge(
            """{"start":"11"}"""u8, """{"start":"12"}"""u8, """{"start":"10"}"""u8,
            Encoding.UTF8.GetBytes($$"""{"start":{{hubAt}}}"""), new EventTime(at), Lotus);
        Assert.Equal(write, Encoding.UTF8.GetString(result.Write.Span));
        var conflict = Assert.Single(result.Conflicts);
        Assert.Equal(winner, conflict.Winner.Name);
        Assert.Equal("\"12\"", Encoding.UTF8.GetString(conflict.HubValue.Span));
        Assert.Equal("\"11\"", Encoding.UTF8.GetString(conflict.PartnerValue.Span));
        Assert.Equal("\"10\"", Encoding.UTF8.GetString(conflict.Base.Span));
    }

    [Fact]
    public void Both_made_the_same_change_is_no_conflict()
    {
        var merged = Merge("""{"start":"11"}""", """{"start":"11"}""", """{"start":"10"}""");
        Assert.Equal(("", 0), merged);
    }

    [Fact]
    public void A_hub_value_that_the_partner_never_saw_is_not_overwritten_in_silence()
        => Assert.Equal(1, Merge(theirs: """{"start":"11"}""", ours: """{"start":"12"}""", basis: "").Conflicts);

    [Fact]
    public void A_partner_that_holds_every_told_field_needs_no_call()
    {
        // Invariant 5: no echo.
        Assert.True(HeldFields.Agree("""{"id":1,"start":"10"}"""u8, """{"start":"10","notes":"x"}"""u8, f => f != "notes"));
        Assert.False(HeldFields.Agree("""{"id":1,"start":"10"}"""u8, """{"start":"11"}"""u8, _ => true));
        Assert.False(HeldFields.Agree(""u8, """{"start":"10"}"""u8, _ => true));
        Assert.True(HeldFields.Same("\"\\u0041\""u8, "\"A\""u8));
    }

    private static (string Write, int Conflicts) Merge(string theirs, string ours, string basis)
    {
        var result = LatestChange.Merge(
            Encoding.UTF8.GetBytes(theirs), Encoding.UTF8.GetBytes(ours), Encoding.UTF8.GetBytes(basis), default,
            new EventTime(1), Lotus);
        return (Encoding.UTF8.GetString(result.Write.Span), result.Conflicts.Count);
    }
}
