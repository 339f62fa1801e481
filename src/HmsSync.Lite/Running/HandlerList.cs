using HmsSync.Configuration;
using HmsSync.Configuration.Values;
using HmsSync.Diagnostics;

namespace HmsSync.Lite.Running;

/// <summary>The handlers of a program, until it runs.</summary>
internal sealed class HandlerList
{
    private readonly List<Handler> _handlers = [];
    private bool _closed;

    /// <exception cref="InvalidOperationException">The program runs already.</exception>
    public void Add(Handler handler)
    {
        ArgumentNullException.ThrowIfNull(handler.Code);
        Check(handler.Options);
        if (_closed)
        {
            throw new InvalidOperationException("A handler is registered before the program runs.");
        }

        _handlers.Add(handler);
    }

    /// <summary>From now on no more come.</summary>
    public IReadOnlyList<Handler> Close()
    {
        _closed = true;
        return _handlers;
    }

    /// <summary>What is wrong with them, all at once.</summary>
    public IReadOnlyList<Fault> Faults(EnginePlan plan)
    {
        string[] tables = [.. plan.Hub.Tables.Select(t => t.Name)];
        List<Fault> faults = [];
        foreach (var handler in _handlers)
        {
            if (handler.IsTable && !tables.Contains(handler.On))
            {
                faults.Add(new Fault(
                    "config.unknown_table", null, $"OnChange(\"{handler.On}\"): no table of hub.tables",
                    Nearest.Remedy(handler.On, tables)));
            }
            else if (!handler.IsTable && tables.Contains(handler.On))
            {
                faults.Add(new Fault(
                    "config.topic_is_table", null, $"On(\"{handler.On}\"): that is a table", $"OnChange(\"{handler.On}\", …)"));
            }
        }

        faults.AddRange(
            from same in _handlers.GroupBy(h => h.Name)
            where same.Count() > 1
            select new Fault(
                "config.handler_name", null, $"{same.Count()} handlers are called {same.Key}",
                "give each a name of its own: OnChange(…, name: \"…\"); its lane hangs on it"));
        return faults;
    }

    private static void Check(HandlerOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Concurrency, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Concurrency, 1_024);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.Timeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.FirstRetry, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.LongestRetry, options.FirstRetry);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.GiveUpAfter, TimeSpan.Zero);
    }
}
