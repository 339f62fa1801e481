using System.Text;
using HmsSync.Diagnostics;
using HmsSync.Server.Streaming;
using HmsSync.Tests.Fakes;
using HmsSync.Views;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace HmsSync.Tests.Server.Streaming;

/// <summary>How many clients there may be.</summary>
public sealed class StreamLimitTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1.1);

    private readonly StreamRig _rig = new();
    private readonly CapturedLog _log = new();

    public void Dispose() => _rig.Dispose();

    // Invariant 11
    [Fact]
    public async Task One_client_too_many_is_asked_to_come_later_and_is_let_in_when_another_has_left()
    {
        var door = new StreamDoor(
            new EventViews(_rig.Live, []), _rig.Turns, _rig.View.Time, SyncMeter.Unheard, _log.CreateLogger("x"), CancellationToken.None)
        {
            Seats = new StreamSeats(2),
        };
        using var leaves = new CancellationTokenSource();
        var (first, firstBody) = Open(door, leaves.Token);
        var (second, _) = Open(door, CancellationToken.None);
        var (third, thirdBody) = Open(door, CancellationToken.None);
        await third;
        Assert.Equal(": come again\nretry: 10000\n\n", Encoding.UTF8.GetString(thirdBody.ToArray()));
        Assert.Contains(_log.Lines, line => line.Contains("sent away", StringComparison.Ordinal));
        Assert.False(first.IsCompleted || second.IsCompleted);
        Assert.StartsWith(": hms-sync\nretry: 2000\n\n", Encoding.UTF8.GetString(firstBody.ToArray()), StringComparison.Ordinal);

        // Who hangs up is noticed with the next beat.
        await leaves.CancelAsync();
        _rig.View.RunFor(Beat);
        await first;
        var (fourth, fourthBody) = Open(door, CancellationToken.None);
        Assert.False(fourth.IsCompleted);
        Assert.StartsWith(": hms-sync\n", Encoding.UTF8.GetString(fourthBody.ToArray()), StringComparison.Ordinal);
    }

    // Invariant 11
    [Fact]
    public void One_key_takes_a_quarter_of_the_seats_and_leaves_the_others_to_others()
    {
        var seats = new StreamSeats(8);
        Assert.Equal([true, true, false], [seats.Take("a"), seats.Take("a"), seats.Take("a")]);
        Assert.Equal([true, true, false], [seats.Take("b"), seats.Take("b"), seats.Take("b")]);
        seats.Leave("a");
        Assert.Equal([true, false], [seats.Take("a"), seats.Take("a")]);
        Assert.All(Enumerable.Range(0, 4), _ => Assert.True(seats.Take(null))); // who sits at this machine has no share
        Assert.Equal([false, false], [seats.Take("c"), seats.Take(null)]);
    }

    private (Task Served, MemoryStream Body) Open(StreamDoor door, CancellationToken hangsUp)
    {
        var body = new MemoryStream();
        var context = new DefaultHttpContext { RequestAborted = hangsUp };
        context.Request.Method = HttpMethods.Get;
        context.Features.Set(HmsSync.Server.Access.Caller.Operator);
        context.Response.Body = body;
        var served = _rig.View.Scheduler.Start(() => door.HandleAsync(context));
        _rig.View.RunFor(Soon);
        return (served, body);
    }
}
