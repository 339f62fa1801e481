using System.Text;
using HmsSync.Tests.Fakes;
using HmsSync.Views;
using Xunit;

namespace HmsSync.Tests.Views;

public sealed class LiveViewTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(50);

    private readonly ViewRig _rig = new();
    private readonly LiveView _live;

    public LiveViewTests()
    {
        _live = new LiveView(_rig.Operator, _rig.Time, _rig.Scheduler, new CapturedLog().CreateLogger("x"));
        _rig.Appended = _live.Wake;
    }

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void What_is_journaled_is_rendered_once_for_all_who_follow()
    {
        _rig.Publish("a");
        var (one, two) = (_live.Attach(), _live.Attach());
        Assert.Same(one, two);
        _rig.RunFor(Soon);
        Assert.Equal(RingState.UpToDate, one.Read(1).State);
        _rig.Publish("a", "b");
        _rig.RunFor(Soon);
        Assert.Equal(3, one.Head);
        var chunk = one.Read(2).Chunk!;
        var text = Encoding.UTF8.GetString(chunk.After(2));
        Assert.StartsWith($"id: {_rig.Operator.CursorAt(3)}\ndata: {{\"seq\":3,", text, StringComparison.Ordinal);
        Assert.EndsWith("}\n\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_ring_goes_with_the_last_client_and_another_begins_at_what_is_newest()
    {
        var ring = _live.Attach();
        _live.Attach();
        _rig.RunFor(Soon);
        _live.Detach();
        Assert.NotEqual(RingState.Closed, ring.Read(0).State);
        _live.Detach();
        _rig.RunFor(Soon);
        Assert.Equal(RingState.Closed, ring.Read(0).State);
        _rig.Publish("a");
        var next = _live.Attach();
        Assert.NotSame(ring, next);
        Assert.Equal(1, next.Head);
    }

    [Fact]
    public void A_silent_view_wakes_its_clients_every_second()
    {
        var ring = _live.Attach();
        _rig.RunFor(Soon);
        var more = ring.WhenMoreAsync(0);
        _rig.RunFor(TimeSpan.FromSeconds(1.5));
        Assert.True(more.IsCompleted);
        Assert.Equal(RingState.UpToDate, ring.Read(0).State);
    }

    [Fact]
    public void A_loop_that_was_left_behind_by_retention_sends_its_clients_to_the_store()
    {
        var ring = _live.Attach();
        _rig.RunFor(Soon);
        _rig.Appended = null;
        _rig.Publish("a", "a", "a");
        _rig.Forget(2);
        _live.Wake();
        _rig.RunFor(Soon);
        Assert.Equal(RingState.Behind, ring.Read(0).State);
        Assert.Equal(3, ring.Head);
        Assert.Equal(RingState.Chunk, ring.Read(2).State);
    }

    [Fact]
    public void A_store_that_cannot_be_read_closes_the_ring_and_the_next_client_starts_another()
    {
        var ring = _live.Attach();
        _rig.RunFor(Soon);
        _rig.Sql("ALTER TABLE owed RENAME TO owed_away");
        _rig.Sql("ALTER TABLE journal RENAME TO journal_away");
        _live.Wake();
        _rig.RunFor(Soon);
        Assert.Equal(RingState.Closed, ring.Read(0).State);
        _rig.Sql("ALTER TABLE journal_away RENAME TO journal");
        _rig.Sql("ALTER TABLE owed_away RENAME TO owed");
        var next = _live.Attach();
        Assert.NotSame(ring, next);
        Assert.Equal(RingState.UpToDate, next.Read(0).State);
    }

    [Fact]
    public async Task Stopped_it_sends_everybody_away_and_takes_nobody()
    {
        var ring = _live.Attach();
        _rig.RunFor(Soon);
        var stopped = _live.StopAsync();
        _rig.RunFor(Soon);
        await stopped;
        Assert.Equal(RingState.Closed, ring.Read(0).State);
        Assert.Equal(RingState.Closed, _live.Attach().Read(0).State);
    }
}
