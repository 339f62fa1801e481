using System.Threading.Channels;
using HmsSync.Feeds;
using HmsSync.Hubs;
using HmsSync.Seams;

namespace HmsSync.Lanes;

/// <summary>
/// Gathers what the lanes to the hub want to apply: many deliveries share one transaction of the hub. A lane is never told that
/// a commit is in doubt: it waits until that is settled.
/// </summary>
/// <param name="writer">Writes into the hub.</param>
/// <param name="doubts">Settles what is not known.</param>
/// <param name="standing">What of the hub stands still for a person.</param>
internal sealed class HubAppliers(IHubWriter writer, HubDoubts doubts, Func<HubStanding> standing)
{
    private const int PerCall = 256;
    private const int Bound = 1_024;

    private readonly Channel<Waiting> _queue = Channel.CreateBounded<Waiting>(
        new BoundedChannelOptions(Bound) { SingleReader = true });

    public async Task<ApplyResult> ApplyAsync(HubApply apply, CancellationToken cancellation)
    {
        while (true)
        {
            var applied = await OnceAsync(apply, cancellation);
            if (applied.Kind != ApplyResultKind.Unknown)
            {
                return applied;
            }

            if (await doubts.SettleAsync(apply, probe => OnceAsync(probe, cancellation), cancellation) is { } settled)
            {
                return settled;
            }
        }
    }

    public Task Start(IEngineScheduler scheduler) => scheduler.Start(RunAsync);

    public void Close() => _queue.Writer.TryComplete();

    private async Task<ApplyResult> OnceAsync(HubApply apply, CancellationToken cancellation)
    {
        var waiting = new Waiting(apply, new TaskCompletionSource<ApplyResult>(TaskCreationOptions.RunContinuationsAsynchronously));
        await _queue.Writer.WriteAsync(waiting, cancellation);
        return await waiting.Result.Task;
    }

    private async Task RunAsync()
    {
        var batch = new List<Waiting>(PerCall);
        while (await _queue.Reader.WaitToReadAsync(CancellationToken.None))
        {
            while (batch.Count < PerCall && _queue.Reader.TryRead(out var waiting))
            {
                batch.Add(waiting);
            }

            var hub = standing();
            batch.RemoveAll(waiting => hub.Refusal(waiting.Apply.Table) is { } refusal && waiting.Result.TrySetResult(refusal));
            if (batch.Count > 0)
            {
                await ApplyAsync(batch);
            }

            batch.Clear();
        }
    }

    private async Task ApplyAsync(List<Waiting> batch)
    {
        try
        {
            var results = await writer.ApplyAsync([.. batch.Select(w => w.Apply)], CancellationToken.None);
            for (var i = 0; i < batch.Count; i++)
            {
                batch[i].Result.TrySetResult(results[i]);
            }
        }
#pragma warning disable CA1031 // a bug in one batch must reach its deliveries, not end the loop for all
        catch (Exception fault)
#pragma warning restore CA1031
        {
            batch.ForEach(w => w.Result.TrySetException(fault));
        }
    }

    private readonly record struct Waiting(HubApply Apply, TaskCompletionSource<ApplyResult> Result);
}
