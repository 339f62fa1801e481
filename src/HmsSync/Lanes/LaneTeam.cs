using HmsSync.Seams;

namespace HmsSync.Lanes;

/// <summary>
/// A lane's workers: as many as its concurrency allows, each begun when the others have their hands full. A lane with little to do
/// has one.
/// </summary>
internal sealed class LaneTeam(IEngineScheduler scheduler, int most, Func<LaneTeam, Task> work)
{
    private readonly Lock _gate = new();
    private readonly List<Task> _workers = [];
    private int _idle;

    public void Start()
    {
        lock (_gate)
        {
            Begin();
        }
    }

    /// <summary>A worker has got a delivery: somebody else must be there for the next.</summary>
    public void Taken()
    {
        lock (_gate)
        {
            // Invariant 11: no more workers than the lane's concurrency.
            if (--_idle == 0 && _workers.Count < most)
            {
                Begin();
            }
        }
    }

    /// <summary>A worker is done with its delivery.</summary>
    public void Freed()
    {
        lock (_gate)
        {
            _idle++;
        }
    }

    /// <summary>When no more deliveries are offered: completes when the last worker has gone home.</summary>
    public async Task EndAsync()
    {
        for (var ended = -1; ;)
        {
            Task[] workers;
            lock (_gate)
            {
                if (_workers.Count == ended)
                {
                    return;
                }

                workers = [.. _workers];
            }

            await Task.WhenAll(workers);
            ended = workers.Length;
        }
    }

    private void Begin()
    {
        _idle++;
        _workers.Add(scheduler.Start(() => work(this)));
    }
}
