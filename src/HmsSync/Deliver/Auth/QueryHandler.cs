namespace HmsSync.Deliver.Auth;

/// <summary>Puts the secret into the url's query, as its last field.</summary>
internal sealed class QueryHandler(HttpMessageHandler inner, string name, string secret) : DelegatingHandler(inner)
{
    private readonly string _field = $"{name}={Uri.EscapeDataString(secret)}";

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.RequestUri is { IsAbsoluteUri: true } url)
        {
            request.RequestUri = new Uri(url.AbsoluteUri + (url.Query.Length == 0 ? '?' : '&') + _field);
        }

        return base.SendAsync(request, cancellationToken);
    }
}
