using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Sdk;
using Xunit;
using static HmsSync.Tests.Feeds.Polls.ScriptedRecords;

namespace HmsSync.Tests.Feeds.Polls;

/// <summary>What is linked and not listed is a delete only after it was missing often enough.</summary>
public sealed class MissingTests
{
    private const string One = """{"uid":1,"begin":"ten"}""";
    private const string Two = """{"uid":2,"begin":"ten"}""";
    private const string Three = """{"uid":3,"begin":"ten"}""";

    // Invariant 12
    [Fact]
    public void A_record_is_gone_when_three_listings_in_a_row_at_three_polls_have_not_shown_it()
    {
        using var rig = Lost(linked: 3, _ => Page(null, One, Two));
        var lost = rig.Now;
        rig.RunFor(5);
        rig.RunFor(5);
        Assert.Empty(Deletes(rig));
        rig.RunFor(5);
        var gone = Assert.Single(Deletes(rig));
        Assert.Equal("""{"id":3}""", gone.Key.Json);
        Assert.True(gone.AtFrom <= lost && gone.At > lost && gone.At < rig.Now, $"{gone.AtFrom} to {gone.At}, lost at {lost}");

        // It is told once, and nothing is listed any more.
        rig.Partner.Asked.Clear();
        rig.RunFor(60);
        Assert.DoesNotContain("list ", rig.Partner.Asked);
        Assert.Single(Deletes(rig));
    }

    [Fact]
    public void A_record_that_shows_up_again_counts_from_the_first()
    {
        var shown = new List<string> { One, Two };
        using var rig = Lost(linked: 3, _ => Page(null, [.. shown]));
        rig.RunFor(10);
        shown.Add(Three);
        rig.RunFor(60);
        Assert.Empty(Deletes(rig));

        rig.Lose("third");
        shown.Remove(Three);
        rig.RunFor(10);
        Assert.Empty(Deletes(rig));
        rig.RunFor(5);
        Assert.Single(Deletes(rig));
    }

    // Invariant 12
    [Theory]
    [InlineData("empty")]
    [InlineData("gone")]
    [InlineData("failing")]
    [InlineData("failing later")]
    [InlineData("no end")]
    [InlineData("little")]
    [InlineData("key")]
    public void A_listing_that_does_not_prove_it_takes_nothing_for_deleted(string how)
    {
        using var rig = Lost(linked: 60, cursor => how switch
        {
            "empty" => Page(null),
            "gone" => PageOutcome.Gone(),
            "failing" => Failing(),
            "failing later" => cursor == "" ? Page("more", One) : Failing(),
            "no end" => Page("more", One),
            "little" => Page(null, One, Two, Three),
            _ => Page(null, [.. All(59), """{"uid":[]}"""]),
        });
        rig.RunFor(900);
        Assert.Empty(Deletes(rig));
        Assert.NotNull(rig.Feed.View.Why ?? rig.Feed.View.Code);

        rig.Partner.List = _ => Page(null, [.. All(59)]);
        rig.RunFor(600);
        Assert.Equal("""{"id":60}""", Assert.Single(Deletes(rig)).Key.Json);
        Assert.Null(rig.Feed.View.Why);
    }

    [Fact]
    public void Without_guards_a_short_listing_counts()
    {
        using var rig = Lost(linked: 60, _ => Page(null, One), guards: null);
        rig.RunFor(30);
        Assert.Equal(59, Deletes(rig).Count);
    }

    [Fact]
    public void How_often_is_the_users_and_what_was_counted_survives_a_crash()
    {
        using var rig = Lost(linked: 3, _ => Page(null, One, Two), GuardPlan.Default with { ConfirmMissing = 4 });
        rig.RunFor(10);
        rig.Stop();
        rig.Start();
        Assert.Empty(Deletes(rig));
        rig.RunFor(5);
        Assert.Single(Deletes(rig));
    }

    [Fact]
    public void A_ring_makes_no_listing_count_that_is_not_due()
    {
        using var rig = Lost(linked: 3, _ => Page(null, One, Two));
        for (var rings = 0; rings < 10; rings++)
        {
            rig.Feed.Ask();
            rig.RunFor(TimeSpan.FromMilliseconds(100));
        }

        Assert.Empty(Deletes(rig));
    }

    [Fact]
    public void What_changed_while_it_was_missing_counts_from_the_first()
    {
        using var rig = Lost(linked: 3, _ => Page(null, One, Two));
        rig.RunFor(10);
        rig.Link(3, revision: 2);
        rig.RunFor(10);
        Assert.Empty(Deletes(rig));
        rig.RunFor(5);
        Assert.Single(Deletes(rig));
    }

    private static IEnumerable<string> All(int count) => Enumerable.Range(1, count).Select(id => $$"""{"uid":{{id}},"begin":"ten"}""");

    private static List<JournaledEvent> Deletes(PollRig rig) => [.. rig.Journal.Where(e => e.Op == ChangeOp.Delete)];

    /// <summary>A poll that has run, of a partner that now forgets the cursor.</summary>
    private static PollRig Lost(int linked, Func<string, PageOutcome> list, GuardPlan? guards)
    {
        var rig = new PollRig { Guards = guards };
        rig.Partner.Pull = cursor => cursor == "" ? Page("old", One) : Page(null);
        rig.Partner.List = list;
        rig.Link([.. Enumerable.Range(1, linked)]);
        rig.Start();
        rig.Lose("new");
        return rig;
    }

    private static PollRig Lost(int linked, Func<string, PageOutcome> list) => Lost(linked, list, GuardPlan.Default);
}
