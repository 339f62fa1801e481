using HmsSync.Seams;
using Microsoft.Extensions.Logging;

namespace HmsSync.Views;

/// <summary>A view that clients follow: while there is one, a loop renders what comes, once for all of them.</summary>
internal sealed class LiveView(EventView view, TimeProvider clock, IEngineScheduler scheduler, ILogger logger)
{
    private readonly Lock _gate = new();
    private ViewPump? _pump;
    private Task _running = Task.CompletedTask;
    private int _clients;
    private bool _stopped;

    public EventView View => view;

    /// <summary>Joins. The ring begins at what is newest now, or with the first of those who follow already.</summary>
    public ViewRing Attach()
    {
        lock (_gate)
        {
            if (_pump is null || _pump.HasEnded)
            {
                _pump = Start(new ViewPump(view, clock, logger));
            }

            _clients++;
            return _pump.Ring;
        }
    }

    /// <summary>Leaves; with the last one the ring goes.</summary>
    public void Detach()
    {
        lock (_gate)
        {
            if (--_clients == 0)
            {
                _pump?.Stop();
                _pump = null;
            }
        }
    }

    /// <summary>Something was journaled; short, never throws.</summary>
    public void Wake() => Volatile.Read(ref _pump)?.Wake();

    /// <summary>Sends the clients away and lets nobody follow any more.</summary>
    public async Task StopAsync()
    {
        Task running;
        lock (_gate)
        {
            _stopped = true;
            _pump?.Stop();
            running = _running;
        }

        await running;
    }

    private ViewPump Start(ViewPump pump)
    {
        if (_stopped)
        {
            pump.Ring.Close();
            return pump;
        }

        // The one before may be taking its last look.
        var started = scheduler.Start(pump.RunAsync);
        _running = _running.IsCompleted ? started : Task.WhenAll(_running, started);
        return pump;
    }
}
