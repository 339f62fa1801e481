using System.Diagnostics;

namespace HmsSync.EndToEnd.Tests.TwoWay;

/// <summary>Looks at a side again and again, as a person at its screen does, until it shows what is waited for.</summary>
internal static class Seen
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <returns>How long it took.</returns>
    /// <exception cref="TimeoutException">It never showed that; the last look is told.</exception>
    public static async Task<TimeSpan> WhenAsync<T>(string what, Func<Task<T>> look, Func<T, bool> isRight)
    {
        var began = Stopwatch.GetTimestamp();
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (true)
        {
            var seen = await look();
            if (isRight(seen))
            {
                return Stopwatch.GetElapsedTime(began);
            }

            if (Stopwatch.GetElapsedTime(began) > Patience)
            {
                throw new TimeoutException($"{what}: after {Patience} it still was {seen?.ToString() ?? "not there"}");
            }

            await beat.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }

    /// <summary>As <see cref="WhenAsync"/>, of something that has a value to wait for.</summary>
    public static Task<TimeSpan> AsAsync<T>(string what, Func<Task<T>> look, T expected)
        => WhenAsync($"{what} should be {expected?.ToString() ?? "gone"}", look, seen => Equals(seen, expected));
}
