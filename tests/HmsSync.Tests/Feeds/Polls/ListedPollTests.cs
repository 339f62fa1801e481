using HmsSync.Sdk;
using Xunit;
using static HmsSync.Tests.Feeds.Polls.ScriptedRecords;

namespace HmsSync.Tests.Feeds.Polls;

/// <summary>A partner that can list what it has and cannot say what changed.</summary>
public sealed class ListedPollTests
{
    private const string One = """{"uid":1,"begin":"ten"}""";
    private const string Moved = """{"uid":1,"begin":"noon"}""";
    private const string Two = """{"uid":2,"begin":"ten"}""";

    // Invariant 5
    [Fact]
    public void What_is_as_the_mirror_says_is_no_change_and_what_is_not_is_one_change()
    {
        using var rig = Listing(linked: 2, One, Two);
        rig.RunFor(30);
        Assert.Empty(rig.Journal);

        rig.Partner.List = _ => Page(null, Moved, Two);
        rig.RunFor(30);
        Assert.Equal([Moved], rig.Said);
        var change = Assert.Single(rig.Journal);
        Assert.True(change.AtFrom < change.At && change.At - change.AtFrom <= TimeSpan.FromSeconds(5), $"{change.AtFrom} to {change.At}");

        // Nothing has been settled: what it said before is news again.
        rig.Partner.List = _ => Page(null, One, Two);
        rig.RunFor(30);
        Assert.Equal([Moved, One], rig.Said);
    }

    [Fact]
    public void A_record_that_is_linked_to_nothing_is_one_change()
    {
        using var rig = Listing(linked: 1, One, Two);
        rig.RunFor(30);
        Assert.Equal([Two], rig.Said);
        rig.Stop();
        rig.Start();
        rig.RunFor(30);
        Assert.Equal([Two], rig.Said);

        // Gone and there again, it is news.
        rig.Partner.List = _ => Page(null, One);
        rig.RunFor(5);
        rig.Partner.List = _ => Page(null, One, Two);
        rig.RunFor(5);
        Assert.Equal([Two, Two], rig.Said);
    }

    [Fact]
    public void An_item_that_cannot_be_read_is_journaled_once()
    {
        using var rig = Listing(linked: 1, One, """{"uid":[]}""");
        rig.RunFor(30);
        Assert.True(Assert.Single(rig.Journal).Key.IsUntold);
    }

    // Invariant 12
    [Fact]
    public void What_is_missing_often_enough_is_a_delete_once_until_it_was_there_again()
    {
        using var rig = Listing(linked: 2, One, Two);
        rig.Partner.List = _ => Page(null, One);
        rig.RunFor(10);
        Assert.Empty(rig.Journal);
        rig.RunFor(60);
        Assert.Equal((ChangeOp.Delete, """{"id":2}"""), Assert.Single(rig.Journal.Select(e => (e.Op, e.Key.Json))));

        rig.Partner.List = _ => Page(null, One, Two);
        rig.RunFor(5);
        rig.Partner.List = _ => Page(null, One);
        rig.RunFor(60);
        Assert.Equal(2, rig.Journal.Count);
    }

    [Fact]
    public void What_was_skipped_is_no_news()
    {
        using var rig = Listing(linked: 1, One);
        rig.Partner.List = _ => Page(null, One, Two);
        rig.Skip();
        rig.RunFor(30);
        Assert.Empty(rig.Journal);
        rig.Partner.List = _ => Page(null, One, """{"uid":2,"begin":"noon"}""");
        rig.RunFor(30);
        Assert.Single(rig.Journal);
    }

    private static PollRig Listing(int linked, params string[] items)
    {
        var rig = new PollRig();
        rig.Partner.Can = RecordCapabilities.List;
        rig.Partner.List = _ => Page(null, items);
        rig.Link([.. Enumerable.Range(1, linked)]);
        rig.Start();
        return rig;
    }
}
