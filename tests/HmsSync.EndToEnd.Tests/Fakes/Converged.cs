using System.Diagnostics;
using System.Text.Json;
using HmsSync.EndToEnd.Tests.Processes;

namespace HmsSync.EndToEnd.Tests.Fakes;

/// <summary>
/// Waits until a partner holds what it must and nothing is on its way any more. What it holds is not enough: a record that is not
/// there may be about to come and to go again.
/// </summary>
internal static class Converged
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <param name="log">What the partner saw.</param>
    /// <param name="expected">Body by record key; one was committed last of all, so that nothing waits in front of the engine.</param>
    /// <param name="status">Runs <c>status --json</c>.</param>
    /// <exception cref="TimeoutException">It did not come to that; the message says what is different, and what status says.</exception>
    public static async Task WaitAsync(PushLog log, IReadOnlyDictionary<string, string> expected, Func<Task<CliRun>> status)
    {
        var held = new HeldByPartner();
        var since = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(since) < Patience)
        {
            await log.WaitAsync(pushes => Same(held.After(pushes), expected));
            var said = await status();
            if (Owed(said) == 0 && Same(held.After(log.All), expected))
            {
                return;
            }
        }

        var there = held.After(log.All);
        var wrong = expected.Keys.Union(there.Keys).Where(key => expected.GetValueOrDefault(key) != there.GetValueOrDefault(key));
        throw new TimeoutException($"different: {string.Join(' ', wrong)}\n{(await status()).Output}");
    }

    private static long Owed(CliRun status)
    {
        using var told = JsonDocument.Parse(status.Output);
        return told.RootElement.GetProperty("lanes").EnumerateArray().Sum(lane => lane.GetProperty("lag").GetInt64());
    }

    private static bool Same(IReadOnlyDictionary<string, string> held, IReadOnlyDictionary<string, string> expected)
        => held.Count == expected.Count && held.All(pair => expected.GetValueOrDefault(pair.Key) == pair.Value);
}
