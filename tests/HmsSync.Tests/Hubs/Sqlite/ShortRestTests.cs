using HmsSync.Hubs.Sqlite;
using HmsSync.Tests.Simulation;
using Xunit;

namespace HmsSync.Tests.Hubs.Sqlite;

public sealed class ShortRestTests
{
    [Fact]
    public async Task A_rest_is_never_shorter_than_was_asked_for()
    {
        using var rest = new ShortRest(TimeProvider.System);
        for (var i = 0; i < 20; i++)
        {
            var began = TimeProvider.System.GetTimestamp();
            await rest.WaitAsync(TimeSpan.FromMilliseconds(1.4));
            Assert.True(TimeProvider.System.GetElapsedTime(began) >= TimeSpan.FromMilliseconds(1.4));
        }
    }

    [Fact]
    public void Another_clock_is_waited_for()
    {
        var time = new VirtualTime();
        using var rest = new ShortRest(time);
        var waiting = rest.WaitAsync(TimeSpan.FromMilliseconds(1.4));
        Assert.True(time.FireNext(time.Ticks + (TimeSpan.TicksPerMillisecond * 2)));
        Assert.True(waiting.IsCompleted);
    }

    [Fact]
    public async Task Who_rests_when_all_ends_is_still_told()
    {
        var rest = new ShortRest(TimeProvider.System);
        var waiting = rest.WaitAsync(TimeSpan.FromMilliseconds(5));
        rest.Dispose();
        await waiting.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System, TestContext.Current.CancellationToken);
    }
}
