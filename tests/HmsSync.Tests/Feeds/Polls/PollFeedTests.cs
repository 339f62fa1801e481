using HmsSync.Sdk;
using Xunit;
using static HmsSync.Tests.Feeds.Polls.ScriptedRecords;

namespace HmsSync.Tests.Feeds.Polls;

/// <summary>When a poll looks, what it keeps, and what it makes of failures.</summary>
public sealed class PollFeedTests
{
    private const string One = """{"uid":1,"begin":"10:00"}""";
    private const string Two = """{"uid":2,"begin":"11:00"}""";

    [Fact]
    public void Pages_are_read_to_the_end_and_the_cursor_is_kept_with_them()
    {
        // Invariant 1: the cursor stands where the journal does.
        using var rig = new PollRig();
        rig.Partner.Pull = cursor => cursor switch { "" => Page("a", One), "a" => Page("b", Two), _ => Page(null) };
        rig.Start();
        Assert.Equal(["pull ", "pull a", "pull b"], rig.Partner.Asked);
        Assert.Equal([One, Two], rig.Said);
        Assert.Equal("b", rig.Stored.Cursor);
        Assert.Equal(("running", rig.Now), (rig.Feed.View.State, rig.Feed.View.LastLook));
    }

    [Fact]
    public void It_looks_again_every_so_often_and_goes_on_where_it_was_after_a_restart()
    {
        using var rig = new PollRig();
        rig.Partner.Pull = cursor => cursor == "" ? Page("a", One) : Page(null);
        rig.Start();
        rig.RunFor(11);
        Assert.Equal(["pull ", "pull a", "pull a", "pull a"], rig.Partner.Asked);
        rig.Stop();
        rig.Start();
        Assert.Equal("pull a", rig.Partner.Asked[^1]);
        Assert.Single(rig.Journal);
    }

    [Fact]
    public void A_doorbell_makes_it_look_at_once()
    {
        using var rig = new PollRig();
        rig.Start();
        rig.Feed.Ask();
        rig.RunFor(TimeSpan.Zero);
        Assert.Equal(2, rig.Partner.Asked.Count);
    }

    [Fact]
    public void A_ring_that_comes_during_a_look_makes_another()
    {
        using var rig = new PollRig();
        rig.Partner.Meanwhile = _ =>
        {
            rig.Partner.Meanwhile = _ => Task.CompletedTask;
            rig.Feed.Ask();
            return Task.CompletedTask;
        };
        rig.Start();
        Assert.Equal(2, rig.Partner.Asked.Count);
    }

    [Fact]
    public void A_crash_between_page_and_commit_reads_the_page_again()
    {
        // Invariant 1: what was not journaled was not acknowledged.
        using var rig = new PollRig();
        rig.Partner.Pull = cursor => cursor == "" ? Page("a", One) : Page(null);
        rig.Partner.Meanwhile = async stop => await Task.Delay(TimeSpan.FromSeconds(1), rig.Time, stop);
        rig.Start();
        rig.Stop();
        Assert.Empty(rig.Journal);
        rig.Partner.Meanwhile = _ => Task.CompletedTask;
        rig.Start();
        Assert.Equal(["pull ", "pull ", "pull a"], rig.Partner.Asked);
        Assert.Equal([One], rig.Said);
    }

    [Fact]
    public void What_is_shown_again_because_no_newer_cursor_came_is_taken_once()
    {
        using var rig = new PollRig();
        rig.Partner.Pull = _ => Page(null, One);
        rig.Start();
        rig.RunFor(20);
        rig.Stop();
        rig.Start();
        rig.Partner.Pull = _ => Page(null, One, Two);
        rig.RunFor(20);
        Assert.Equal([One, Two], rig.Said);
    }

    [Fact]
    public void What_went_back_to_what_it_was_is_taken_again()
    {
        using var rig = new PollRig();
        const string moved = """{"uid":1,"begin":"12:00"}""";
        foreach (var state in new[] { One, moved, One })
        {
            rig.Partner.Pull = _ => Page(null, state);
            if (rig.Partner.Asked.Count == 0)
            {
                rig.Start();
            }

            rig.RunFor(5);
        }

        Assert.Equal([One, moved, One], rig.Said);
    }

    [Fact]
    public void A_cursor_that_never_rests_does_not_keep_it_busy()
    {
        // Invariant 11: a partner whose cursor always moves is asked once a look.
        using var rig = new PollRig();
        var moves = 0;
        rig.Partner.Pull = _ => Page($"{++moves}");
        rig.Start();
        Assert.Equal(1, moves);
        rig.RunFor(5);
        Assert.Equal(2, moves);
    }

    [Fact]
    public void A_page_of_others_records_is_no_end()
    {
        using var rig = new PollRig();
        rig.Partner.Pull = cursor => cursor switch
        {
            "" => PageOutcome.Page([], "a", leftOut: 500),
            "a" => Page("b", One),
            _ => Page(null),
        };
        rig.Start();
        Assert.Equal([One], rig.Said);
    }

    [Fact]
    public void Failures_back_off_stand_in_the_view_and_are_over_when_they_are()
    {
        using var rig = new PollRig();
        rig.Partner.Pull = _ => Failing();
        rig.Start();
        rig.RunFor(600);
        var tries = rig.Partner.Asked.Count;
        Assert.InRange(tries, 10, 60);
        Assert.Equal(("failing", "http_503", "busy"), (rig.Feed.View.State, rig.Feed.View.Code, rig.Feed.View.Why));
        Assert.InRange(rig.Feed.View.Until - rig.Now, TimeSpan.Zero, TimeSpan.FromSeconds(60));
        Assert.Single(rig.Log.Lines);

        rig.Partner.Pull = _ => Page(null, One);
        rig.RunFor(61);
        Assert.Equal(("running", null), (rig.Feed.View.State, rig.Feed.View.Code));
        Assert.Equal([One], rig.Said);
    }

    [Fact]
    public void What_the_partner_asked_for_is_waited_whoever_rings()
    {
        using var rig = new PollRig();
        rig.Partner.Pull = _ => Failing(FailureKind.Throttled, TimeSpan.FromMinutes(2));
        rig.Start();
        rig.Feed.Ask();
        rig.RunFor(119);
        Assert.Single(rig.Partner.Asked);
        rig.RunFor(1);
        Assert.Equal(2, rig.Partner.Asked.Count);
    }

    [Fact]
    public void A_partner_that_never_answers_is_given_up_in_time()
    {
        using var rig = new PollRig();
        rig.Partner.Meanwhile = async deadline => await Task.Delay(Timeout.InfiniteTimeSpan, rig.Time, deadline);
        rig.Start();
        rig.RunFor(3);
        Assert.Equal("timeout", rig.Feed.View.Code);
    }

    [Fact]
    public void An_adapter_that_throws_is_a_failure_like_others()
    {
        using var rig = new PollRig();
        rig.Partner.Pull = _ => throw new InvalidOperationException("secret");
        rig.Start();
        Assert.Equal("adapter_fault", rig.Feed.View.Code);
        Assert.DoesNotContain("secret", rig.Feed.View.Why, StringComparison.Ordinal);
        Assert.Null(rig.LoopFault);
    }

    [Fact]
    public void A_paused_partner_is_not_asked()
    {
        using var rig = new PollRig { IsPaused = true };
        rig.Start();
        rig.RunFor(60);
        Assert.Equal((0, "paused"), (rig.Partner.Asked.Count, rig.Feed.View.State));
        rig.IsPaused = false;
        rig.RunFor(5);
        Assert.Equal((1, "running"), (rig.Partner.Asked.Count, rig.Feed.View.State));
    }

    [Fact]
    public void To_stop_ends_it_whatever_it_waits_for()
    {
        using var rig = new PollRig(poll: TimeSpan.FromDays(9));
        rig.Start();
        rig.Stop();
        Assert.Null(rig.LoopFault);
        rig.Feed.Ask();
        rig.RunFor(60);
        Assert.Single(rig.Partner.Asked);
    }
}
