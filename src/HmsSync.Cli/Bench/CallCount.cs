namespace HmsSync.Cli.Bench;

/// <summary>Stands between the engine and its network, and counts the calls that it makes.</summary>
internal sealed class CallCount
{
    private long _calls;

    public long Calls => Interlocked.Read(ref _calls);

    public HttpMessageInvoker Around(HttpMessageInvoker network) => new(new Handler(this, network));

    private sealed class Handler(CallCount count, HttpMessageInvoker network) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref count._calls);
            return network.SendAsync(request, cancellationToken);
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
