using System.Net;
using System.Net.Http.Headers;

namespace HmsSync.Deliver.Auth.Tokens;

/// <summary>Puts the partner's access token into every call (RFC 6750, 2.1); after a 401 once more with a new one.</summary>
internal sealed class TokenHandler(HttpMessageHandler inner, TokenSource tokens) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var token = await tokens.CurrentAsync(cancellationToken);
        var answer = await SendAsync(request, token, cancellationToken);
        if (answer.StatusCode != HttpStatusCode.Unauthorized)
        {
            return answer;
        }

        // Taken back before its time, or the endpoint's key was changed. What is refused a second time stays refused.
        answer.Dispose();
        tokens.Refused(token);
        return await SendAsync(request, await tokens.CurrentAsync(cancellationToken), cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            tokens.Dispose();
        }
    }

    private Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, AccessToken token, CancellationToken stop)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Text);
        return base.SendAsync(request, stop);
    }
}
