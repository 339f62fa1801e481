using System.Net.Http.Headers;
using System.Text;
using HmsSync.Configuration;

namespace HmsSync.Deliver.Auth.Tokens;

/// <summary>The call that asks for a token (RFC 6749, 4.4.2), with the newest secret.</summary>
internal sealed class TokenRequest
{
    private readonly Uri _url;
    private readonly AuthenticationHeaderValue? _header;
    private readonly byte[] _form;

    /// <exception cref="InvalidOperationException">The plan names no endpoint, client or secret.</exception>
    public TokenRequest(AuthPlan plan)
    {
        var token = plan.Token ?? throw new InvalidOperationException("auth: oauth2_client_credentials has no token_url");
        var (client, secret) = (Form(plan.Name), Form(AuthSecret.Of(plan)));
        if (client.Length == 0)
        {
            throw new InvalidOperationException("auth: oauth2_client_credentials has no client_id");
        }

        _url = token.Url;
        _header = token.InBody
            ? null
            : new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes($"{client}:{secret}")));
        _form = Encoding.ASCII.GetBytes("grant_type=client_credentials"
            + (token.Scope is { } scope ? $"&scope={Form(scope)}" : "")
            + (token.InBody ? $"&client_id={client}&client_secret={secret}" : ""));
    }

    public HttpRequestMessage Make()
    {
        var message = new HttpRequestMessage(HttpMethod.Post, _url) { Content = new ByteArrayContent(_form) };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded");
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        message.Headers.UserAgent.Add(new ProductInfoHeaderValue("HMS-SYNC", null));
        message.Headers.Authorization = _header;
        return message;
    }

    /// <summary>application/x-www-form-urlencoded, also for the header (RFC 6749, 2.3.1).</summary>
    private static string Form(string text) => Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);
}
