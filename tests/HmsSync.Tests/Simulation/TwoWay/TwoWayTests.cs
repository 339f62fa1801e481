using System.Globalization;
using Xunit;

namespace HmsSync.Tests.Simulation.TwoWay;

/// <summary>
/// Invariants 4 to 8 under everything that can go wrong two ways, over many seeds. HMS_SYNC_TWO_WAY_SEEDS says how many, from
/// HMS_SYNC_FIRST_SEED on; what found something once comes first. HMS_SYNC_TWO_WAY_GO_ON=1 does not end with the first finding,
/// HMS_SYNC_TWO_WAY_SHRINK says for how many seconds at most a failing run is made shorter.
/// </summary>
public sealed class TwoWayTests(ITestOutputHelper output)
{
    private const string Corpus = "two-way-corpus";

    // Invariant 4, Invariant 5, Invariant 6, Invariant 7, Invariant 8
    [Fact]
    public void All_sides_agree_and_no_loser_is_silent_whatever_goes_wrong()
    {
        var seeds = int.Parse(Environment.GetEnvironmentVariable("HMS_SYNC_TWO_WAY_SEEDS") ?? "500", CultureInfo.InvariantCulture);
        var first = ulong.Parse(Environment.GetEnvironmentVariable("HMS_SYNC_FIRST_SEED") ?? "1", CultureInfo.InvariantCulture);
        var goesOn = Environment.GetEnvironmentVariable("HMS_SYNC_TWO_WAY_GO_ON") == "1";
        var totals = new TwoWayTotals();
        var draws = Known().Concat(Enumerable.Range(0, seeds).Select(i => first + (ulong)i).Select(TwoWayDraw.Of));
        Parallel.ForEach(draws, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, (draw, loop) =>
        {
            totals.Play(draw);
            if (!totals.Failures.IsEmpty && !goesOn)
            {
                loop.Stop();
            }
        });
        output.WriteLine(totals.ToString());
        Assert.True(totals.Failures.IsEmpty, totals.Told());
        Assert.True(
            totals.Crashes > totals.Seeds && totals.Conflicts * 4 > totals.Seeds, $"too little happened to prove anything: {totals}");
    }

    [Fact]
    public void The_same_seed_gives_the_same_run()
    {
        static ulong Run()
        {
            using var world = new TwoWayWorld(TwoWayDraw.Of(11));
            world.Run();
            return world.TraceHash;
        }

        Assert.Equal(Run(), Run());
    }

    /// <summary>Runs that found something once, one a line.</summary>
    private static IEnumerable<TwoWayDraw> Known()
    {
        using var lines = new StreamReader(typeof(TwoWayTests).Assembly.GetManifestResourceStream(Corpus)!);
        while (lines.ReadLine() is { } line)
        {
            if (line.StartsWith('{'))
            {
                yield return TwoWayDraw.FromJson(line);
            }
        }
    }
}
