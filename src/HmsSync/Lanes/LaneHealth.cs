using Microsoft.Extensions.Logging;

namespace HmsSync.Lanes;

/// <summary>
/// Keeps a lane's loops running: what a step throws is logged, shown in <c>status</c> until the loop goes well again, and
/// the step is tried again. A lane never dies in silence (invariant 12).
/// </summary>
internal sealed partial class LaneHealth(string lane, TimeProvider clock, ILogger logger)
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, string> _faults = new(StringComparer.Ordinal);
    private bool _full;

    /// <summary>What does not go, in words; null: all loops run.</summary>
    public string? Fault
    {
        get
        {
            lock (_gate)
            {
                return _faults.Count == 0 ? null : string.Join("; ", _faults.Values);
            }
        }
    }

    /// <summary>Whether so many deliveries wait that nothing more is loaded; told when it changes.</summary>
    public void Full(bool full, int waiting)
    {
        if (full == _full)
        {
            return;
        }

        _full = full;
        if (full)
        {
            LogFull(lane, waiting);
        }
        else
        {
            LogRoom(lane, waiting);
        }
    }

    /// <summary>Runs the step over and over, whatever it throws.</summary>
    public async Task KeepAsync(string loop, Func<bool> stopping, Func<Task> step)
    {
        while (!stopping())
        {
            try
            {
                await step();
                Well(loop);
                continue;
            }
#pragma warning disable CA1031 // whatever it is: the loop must go on, and the fault be seen
            catch (Exception fault)
#pragma warning restore CA1031
            {
                Report(loop, fault);
            }

            await Task.Delay(Retry, clock);
        }
    }

    /// <summary>The loop met a fault; it shows until <see cref="Well"/>.</summary>
    public void Report(string loop, Exception fault)
    {
        lock (_gate)
        {
            // The message of a foreign exception may hold a record's values: its type alone is shown.
            _faults[loop] = $"{loop}: {fault.GetType().Name}";
        }

        Log(lane, loop, fault.GetType().Name, fault.StackTrace ?? "");
    }

    public void Well(string loop)
    {
        lock (_gate)
        {
            _faults.Remove(loop);
        }
    }

    [LoggerMessage(
        3002, LogLevel.Warning, "Lane {Lane} takes nothing more on: {Waiting} deliveries wait for their next try [waiting_full].")]
    private partial void LogFull(string lane, int waiting);

    [LoggerMessage(3003, LogLevel.Information, "Lane {Lane} goes on: {Waiting} deliveries wait.")]
    private partial void LogRoom(string lane, int waiting);

    [LoggerMessage(3001, LogLevel.Error, "Lane {Lane}, {Loop}: {Fault}; it is tried again.{Stack}")]
    private partial void Log(string lane, string loop, string fault, string stack);
}
