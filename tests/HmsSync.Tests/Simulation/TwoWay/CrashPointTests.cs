using HmsSync.Seams;
using Xunit;

namespace HmsSync.Tests.Simulation.TwoWay;

/// <summary>
/// Not drawn but counted out: a story of a few deeds on both sides, and an engine that is killed once, after each of its steps in
/// turn. So also between any two commits that a change of the code might make of one.
/// </summary>
public sealed class CrashPointTests(ITestOutputHelper output)
{
    /// <summary>Seeds; the few are those whose stories have caught broken engines.</summary>
    private static readonly ulong[] Stories = Environment.GetEnvironmentVariable("HMS_SYNC_SLOW") == "1"
        ? [.. Enumerable.Range(1, 24).Select(seed => (ulong)seed)] : [2, 11, 12];

    /// <summary>Steps until it has caught up, after the first deeds, and until all has arrived.</summary>
    private static readonly (int Start, int Between, int End) Steps = (120, 30, 140);

    // Invariant 1, Invariant 4, Invariant 5, Invariant 6
    [Fact]
    public void Wherever_it_is_killed_nothing_is_lost_and_nothing_doubled()
    {
        var totals = new TwoWayTotals();
        var draws = Stories.SelectMany(story => Points(Story(story)));
        Parallel.ForEach(
            draws, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, draw => totals.Play(draw));
        output.WriteLine(totals.ToString());
        Assert.True(totals.Failures.IsEmpty, totals.Told());
        Assert.True(totals.CrashesRunning > Stories.Length * Steps.End, $"it was hardly ever killed at work: {totals}");
    }

    /// <summary>
    /// Nothing fails but doorbells, and of every second story the calendars cannot be listed, so that what a crash loses stays lost.
    /// </summary>
    private static TwoWayDraw Story(ulong seed)
    {
        var random = new RandomSource(seed);
        Move Deed(MoveKind kind) => new(kind, random.NextUInt64());
        IEnumerable<Move> Run(int steps) => Enumerable.Repeat(new Move(MoveKind.Run, 0), steps);
        var draw = TwoWayDraw.Of(seed);
        return draw with
        {
            Calendars = [.. draw.Calendars.Select(flaws => seed % 2 == 0 ? flaws
                : flaws with { Unlisted = true, ListsOnly = false, LosesPlace = false })],
            Network = NetworkFlaws.None with { Doorbells = 100 },
            Moves =
            [
                .. Run(Steps.Start), Deed(MoveKind.Hub), Deed(MoveKind.Calendar), .. Run(Steps.Between), Deed(MoveKind.Calendar),
                Deed(MoveKind.Hub), .. Run(Steps.Between), Deed(MoveKind.Calendar), .. Run(Steps.End),
            ],
        };
    }

    private static IEnumerable<TwoWayDraw> Points(TwoWayDraw story)
        => Enumerable.Range(Steps.Start, story.Moves.Count - Steps.Start).Select(point => story with
        {
            Moves = [.. story.Moves.Take(point), new Move(MoveKind.Crash, 0), .. story.Moves.Skip(point)],
        });
}
