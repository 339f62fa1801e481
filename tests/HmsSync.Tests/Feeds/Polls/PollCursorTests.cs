using HmsSync.Sdk;
using Xunit;
using static HmsSync.Tests.Feeds.Polls.ScriptedRecords;

namespace HmsSync.Tests.Feeds.Polls;

/// <summary>A cursor that the partner no longer knows.</summary>
public sealed class PollCursorTests
{
    private const string One = """{"uid":1}""";
    private const string Two = """{"uid":2}""";
    private const string Three = """{"uid":3}""";

    [Fact]
    public void Everything_is_listed_as_changes_and_never_as_deletes_and_then_the_changes_go_on()
    {
        using var rig = new PollRig();
        rig.Partner.Pull = cursor => cursor == "" ? Page("old", One, Two) : Page(null);
        rig.Start();
        rig.Partner.Asked.Clear();
        rig.Partner.Pull = cursor => cursor switch { "old" => PageOutcome.Gone(), "" => Page("new", Three), _ => Page(null) };
        rig.Partner.List = cursor => cursor == ""
            ? PageOutcome.Page([Item(One), Item("""{"uid":9}""", deleted: true)], "more")
            : Page(null, Three);

        rig.RunFor(5);

        Assert.Equal(["pull old", "list ", "list more", "pull ", "pull new"], rig.Partner.Asked);
        Assert.Equal([One, Two, One, Three, Three], rig.Said);
        Assert.All(rig.Journal, e => Assert.Equal(ChangeOp.Update, e.Op));
        Assert.Equal("new", rig.Stored.Cursor);
        Assert.Equal("running", rig.Feed.View.State);
    }

    [Fact]
    public void Without_a_list_the_changes_are_read_from_the_first_that_is_left()
    {
        using var rig = new PollRig();
        rig.Partner.Can = RecordCapabilities.Changes;
        rig.Partner.Pull = cursor => cursor == "" ? Page("old", One) : Page(null);
        rig.Start();
        rig.Partner.Pull = cursor => cursor switch { "old" => PageOutcome.Gone(), "" => Page("new", Two), _ => Page(null) };
        rig.RunFor(5);
        Assert.Equal([One, Two], rig.Said);
    }

    [Fact]
    public void A_listing_that_fails_begins_again_and_loses_nothing()
    {
        using var rig = new PollRig();
        rig.Partner.Pull = cursor => cursor == "" ? Page("old", One) : Page(null);
        rig.Start();
        rig.Partner.Pull = cursor => cursor switch { "old" => PageOutcome.Gone(), "" => Page("new"), _ => Page(null) };
        rig.Partner.List = cursor => cursor == "" ? Page("more", Two) : Failing();
        rig.RunFor(5);
        Assert.Equal(("failing", "old"), (rig.Feed.View.State, rig.Stored.Cursor));
        rig.Partner.List = cursor => cursor == "" ? Page("more", Two) : Page(null, Three);
        rig.RunFor(30);
        Assert.Equal("new", rig.Stored.Cursor);
        Assert.Contains(Three, rig.Said);
    }

    [Fact]
    public void A_partner_that_knows_no_cursor_at_all_is_told_of_and_not_asked_without_end()
    {
        // Invariant 11: no loop without a wait.
        using var rig = new PollRig();
        rig.Partner.Pull = _ => PageOutcome.Gone();
        rig.Start();
        Assert.Equal("cursor_gone", rig.Feed.View.Code);
        Assert.Single(rig.Partner.Asked);
    }

    [Fact]
    public void A_listing_whose_cursor_stands_still_ends()
    {
        using var rig = new PollRig();
        rig.Partner.Pull = cursor => cursor == "" ? Page("old", One) : Page(null);
        rig.Start();
        rig.Partner.Asked.Clear();
        rig.Partner.Pull = cursor => cursor == "old" ? PageOutcome.Gone() : Page(null);
        rig.Partner.List = _ => Page("same", Two);
        rig.RunFor(5);
        Assert.Equal(["pull old", "list ", "list same", "pull "], rig.Partner.Asked);
    }
}
