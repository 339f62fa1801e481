using Xunit;

namespace HmsSync.Tests.Fakes;

/// <summary>Waits for what another process or thread will do, where nothing signals it.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(5);

    public static Task Holds(Func<bool> holds, string what) => HoldsAsync(() => Task.FromResult(holds()), what);

    public static async Task HoldsAsync(Func<Task<bool>> holds, string what)
    {
        var clock = TimeProvider.System;
        var began = clock.GetTimestamp();
        while (!await holds())
        {
            Assert.True(clock.GetElapsedTime(began) < Longest, $"not within {Longest}: {what}");
            await Task.Delay(LookEvery, clock, TestContext.Current.CancellationToken);
        }
    }
}
