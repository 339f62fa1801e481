using System.Collections.Concurrent;
using System.Diagnostics;
using HmsSync.Configuration;

namespace HmsSync.Cli.Bench;

/// <summary>Stands between the engine and its network, and notes when healthy partners acknowledged which event.</summary>
internal sealed class MiseryWatch
{
    private readonly ConcurrentQueue<(long Seq, long At)> _acks = new();

    public HttpMessageInvoker Around(PartnerPlan partner, HttpMessageInvoker network)
        => MiseryCast.Of(MiseryWorkspace.NumberOf(partner.Name.Name)) == MiseryKind.Healthy
            ? new HttpMessageInvoker(new Handler(_acks, network))
            : network;

    /// <summary>Milliseconds from each publication to each acknowledgement, sorted.</summary>
    /// <param name="published">When each event was published, by seq: times of <see cref="Stopwatch"/>.</param>
    public double[] Latencies(IReadOnlyDictionary<long, long> published)
        => [.. _acks.Where(ack => published.ContainsKey(ack.Seq))
            .Select(ack => Stopwatch.GetElapsedTime(published[ack.Seq], ack.At).TotalMilliseconds).Order()];

    private sealed class Handler(ConcurrentQueue<(long Seq, long At)> acks, HttpMessageInvoker network) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await network.SendAsync(request, cancellationToken);
            if (response.IsSuccessStatusCode && request.Headers.TryGetValues("HMS-Sync-Seq", out var seq))
            {
                acks.Enqueue((long.Parse(seq.Single(), CultureInfo.InvariantCulture), Stopwatch.GetTimestamp()));
            }

            return response;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                network.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
