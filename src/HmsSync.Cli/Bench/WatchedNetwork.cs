namespace HmsSync.Cli.Bench;

/// <summary>Stands between the engine and its network.</summary>
/// <param name="network">The one it stands for.</param>
/// <param name="answered">Sees each call with its answer.</param>
internal sealed class WatchedNetwork(HttpMessageInvoker network, Action<HttpRequestMessage, HttpResponseMessage> answered)
    : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await network.SendAsync(request, cancellationToken);
        answered(request, response);
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
