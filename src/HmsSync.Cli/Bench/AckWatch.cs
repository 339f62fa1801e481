using System.Collections.Concurrent;
using System.Diagnostics;

namespace HmsSync.Cli.Bench;

/// <summary>Stands between the engine and its network, and notes when the answers to an event's pushes are there.</summary>
internal sealed class AckWatch(int partners)
{
    private readonly ConcurrentDictionary<long, Acks> _events = new();

    public HttpMessageInvoker Around(HttpMessageInvoker network) => new(new WatchedNetwork(network, Answered));

    /// <summary>When the last of its partners acknowledged the event: a time of <see cref="Stopwatch"/>.</summary>
    public Task<long> LastAsync(long seq) => Of(seq).Last.Task;

    private Acks Of(long seq) => _events.GetOrAdd(seq, _ => new Acks());

    private void Answered(HttpRequestMessage request, HttpResponseMessage response)
    {
        if (response.IsSuccessStatusCode
            && long.TryParse(request.Headers.GetValues("HMS-Sync-Seq").Single(), CultureInfo.InvariantCulture, out var seq))
        {
            var now = Stopwatch.GetTimestamp();
            var acks = Of(seq);
            if (Interlocked.Increment(ref acks.Count) == partners)
            {
                acks.Last.SetResult(now);
            }
        }
    }

    private sealed class Acks
    {
        public int Count;

        public TaskCompletionSource<long> Last { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
