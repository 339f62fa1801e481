using HmsSync.Sdk;

namespace HmsSync.Deliver.Guard;

/// <summary>Lets only http and https urls without a user name through; the address is judged when it is dialled.</summary>
internal sealed class UrlGuard(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var refusal = Refusal(request.RequestUri);
        return refusal is null
            ? base.SendAsync(request, cancellationToken)
            : Task.FromException<HttpResponseMessage>(new TargetRefusedException(refusal, null));
    }

    private static string? Refusal(Uri? url)
    {
        if (url is not { IsAbsoluteUri: true })
        {
            return "not an absolute url";
        }

        if (url.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp)
        {
            return "neither an http nor an https url";
        }

        return url.UserInfo.Length > 0 ? "a url with a user name in it (use auth)" : null;
    }
}
