using System.Diagnostics;
using System.Text.RegularExpressions;

namespace HmsSync.Tests.Simulation.TwoWay;

/// <summary>
/// Makes a failing run short: takes away partners, faults, habits and moves for as long as the same is still found
/// (delta debugging, Zeller and Hildebrandt 2002), and tells what is left.
/// </summary>
internal sealed partial class TwoWayShrinker(TimeSpan atMost, string kind)
{
    private readonly long _began = Stopwatch.GetTimestamp();
    private int _runs;

    /// <summary>The run as it goes when all is taken away that it does not need.</summary>
    public static string Tell(TwoWayDraw failing, string finding, TimeSpan atMost)
    {
        var shrinker = new TwoWayShrinker(atMost, Kind(finding));
        var draw = shrinker.Shrink(failing);
        using var world = new TwoWayWorld(draw, timeline: true);
        var findings = world.Run();
        return $"seed {draw.Seed} after {shrinker._runs} runs: {string.Join("; ", findings)}\n  {draw}\n"
            + $"for corpus.txt:\n{draw.ToJson()}\nas it went:\n"
            + string.Join('\n', world.Faults.Timeline!);
    }

    private TwoWayDraw Shrink(TwoWayDraw draw)
    {
        while (draw.Calendars.Count > 1 && Try(draw with { Calendars = [.. draw.Calendars.SkipLast(1)] }, ref draw))
        {
            // One partner less.
        }

        Try(draw with { Network = NetworkFlaws.None }, ref draw);
        Try(draw with { Network = draw.Network with { Doorbells = 0 } }, ref draw);
        Try(draw with { Network = draw.Network with { Slow = 0 } }, ref draw);
        Try(draw with { Network = draw.Network with { Lost = 0 } }, ref draw);
        Try(draw with { Network = draw.Network with { Refused = 0 } }, ref draw);
        Try(draw with { Network = draw.Network with { Swallowed = 0 } }, ref draw);
        Try(draw with { Hub = draw.Hub with { Derives = false, Shouts = false, MovesKeys = false } }, ref draw);
        Try(draw with { Rules = draw.Rules with { Rules = [] } }, ref draw);
        draw = Without(draw, move => !move.IsStep);
        return Without(draw, move => move.IsStep);
    }

    /// <summary>Takes moves away, half of them at once, then ever fewer, down to one by one.</summary>
    private TwoWayDraw Without(TwoWayDraw draw, Func<Move, bool> kind)
    {
        for (var size = draw.Moves.Count / 2; size > 0 && !IsOver; size /= 2)
        {
            for (var at = 0; at < draw.Moves.Count && !IsOver;)
            {
                var kept = draw.Moves.Where((move, i) => i < at || i >= at + size || !kind(move)).ToList();
                at += kept.Count == draw.Moves.Count || !Try(draw with { Moves = kept }, ref draw) ? size : 0;
            }
        }

        return draw;
    }

    private bool IsOver => Stopwatch.GetElapsedTime(_began) > atMost;

    /// <summary>What is said, whatever it is said of.</summary>
    private static string Kind(string finding) => Names().Replace(finding, "");

    [GeneratedRegex(@"\S*\d\S*(?!\))|^calendar|^annex|^desk")]
    private static partial Regex Names();

    /// <summary>Takes the shorter one if it still finds the same.</summary>
    private bool Try(TwoWayDraw shorter, ref TwoWayDraw draw)
    {
        if (IsOver)
        {
            return false;
        }

        _runs++;
        using var world = new TwoWayWorld(shorter);
        if (!world.Run().Any(finding => Kind(finding) == kind))
        {
            return false;
        }

        draw = shorter;
        return true;
    }
}
