using System.Collections.Concurrent;
using System.Globalization;

namespace HmsSync.Tests.Simulation.TwoWay;

/// <summary>What many seeds came to; one line of figures.</summary>
internal sealed class TwoWayTotals
{
    private long _seeds;
    private long _steps;
    private long _writes;
    private long _calls;
    private long _failed;
    private long _conflicts;
    private long _opening;
    private long _catchingUp;
    private long _running;
    private long _triangles;

    public ConcurrentQueue<(TwoWayDraw Draw, string Finding)> Failures { get; } = new();

    public long Seeds => _seeds;

    public long Conflicts => _conflicts;

    public long CrashesRunning => _running;

    public long Crashes => _opening + _catchingUp + _running;

    public void Play(TwoWayDraw draw)
    {
        using var world = new TwoWayWorld(draw);
        foreach (var finding in world.Run())
        {
            Failures.Enqueue((draw, finding));
        }

        Interlocked.Increment(ref _seeds);
        Interlocked.Add(ref _steps, world.Counts.Steps + draw.Moves.Count);
        Interlocked.Add(ref _writes, world.Writes.Count);
        Interlocked.Add(ref _calls, world.Faults.Calls);
        Interlocked.Add(ref _failed, world.Faults.Failed);
        Interlocked.Add(ref _conflicts, world.Counts.Conflicts);
        Interlocked.Add(ref _opening, world.Counts.CrashesOpening);
        Interlocked.Add(ref _catchingUp, world.Counts.CrashesCatchingUp);
        Interlocked.Add(ref _running, world.Counts.CrashesRunning);
        Interlocked.Add(ref _triangles, draw.Calendars.Count > 1 ? 1 : 0);
    }

    /// <summary>What was found, and the first of it by a shorter run, with its timeline; empty: nothing was.</summary>
    public string Told()
    {
        if (Failures.IsEmpty)
        {
            return "";
        }

        var found = string.Join('\n', Failures.OrderBy(f => f.Draw.Seed).Take(100).Select(f => $"seed {f.Draw.Seed}: {f.Finding}"));
        var seconds = int.Parse(Environment.GetEnvironmentVariable("HMS_SYNC_TWO_WAY_SHRINK") ?? "30", CultureInfo.InvariantCulture);
        var (draw, finding) = Failures.MinBy(f => f.Draw.Seed);
        return seconds == 0 ? found : $"{found}\n{TwoWayShrinker.Tell(draw, finding, TimeSpan.FromSeconds(seconds))}";
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{_seeds} seeds ({_triangles} with several partners), {_steps} steps, {_writes} values written by people, {_calls} calls, "
            + $"{_failed} faults of the network, {_conflicts} conflicts, {Crashes} crashes ({_opening} opening, {_catchingUp} catching up, "
            + $"{_running} running)");
}
