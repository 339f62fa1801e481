using System.Text;
using HmsSync.Configuration;

namespace HmsSync.Deliver.Auth;

/// <summary>
/// Puts the partner's credentials into the header of every call. Fails closed: credentials that cannot be sent are refused
/// when the handler is made, before any call. Error texts never hold the secret.
/// </summary>
internal sealed class AuthHandler : DelegatingHandler
{
    private readonly string _name;
    private readonly string _value;

    private AuthHandler(HttpMessageHandler inner, string name, string value)
        : base(inner)
    {
        _name = name;
        _value = value;
    }

    /// <summary>
    /// The handler itself where nothing goes into a header (no auth, or <see cref="BodyAuth"/>), else wrapped.
    /// </summary>
    /// <exception cref="InvalidOperationException">The credentials cannot be sent; the text says why.</exception>
    public static HttpMessageHandler Over(HttpMessageHandler inner, AuthPlan plan) => plan.Kind switch
    {
        AuthKind.None or AuthKind.BodyField => inner,
        AuthKind.QueryField => new QueryHandler(inner, plan.Name, AuthSecret.Of(plan)),
        AuthKind.Bearer => new AuthHandler(inner, "Authorization", "Bearer " + InHeader(plan)),
        AuthKind.Basic => new AuthHandler(inner, "Authorization", "Basic " + Basic(plan)),
        AuthKind.Header => new AuthHandler(inner, HeaderName(plan.Name), InHeader(plan)),
        AuthKind.StandardWebhooks or AuthKind.OAuth2 or AuthKind.Mtls
            => throw new ArgumentException($"{plan.Kind} is no credential of a header.", nameof(plan)),
    };

    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Remove(_name);
        request.Headers.Add(_name, _value);
        return base.SendAsync(request, cancellationToken);
    }

    /// <summary>RFC 7617: user and password joined by a colon, UTF-8, base64.</summary>
    private static string Basic(AuthPlan plan)
    {
        if (plan.Name.Length == 0 || plan.Name.Contains(':', StringComparison.Ordinal))
        {
            throw new InvalidOperationException("auth: the user of basic is empty or has a colon in it");
        }

        return Convert.ToBase64String(Encoding.UTF8.GetBytes($"{plan.Name}:{AuthSecret.Of(plan)}"));
    }

    // The framework names the bad value in its error; so it must never see one.
    private static string InHeader(AuthPlan plan)
    {
        var secret = AuthSecret.Of(plan);
        return secret.AsSpan().ContainsAnyExceptInRange(' ', '~') || secret.AsSpan().Trim().Length < secret.Length
            ? throw new InvalidOperationException(
                "auth: the secret has characters, or spaces around it, that cannot stand in a header")
            : secret;
    }

    private static string HeaderName(string name)
    {
        using var probe = new HttpRequestMessage();
        return !IsReserved(name) && probe.Headers.TryAddWithoutValidation(name, "x")
            ? name
            : throw new InvalidOperationException($"auth: {name} cannot be the name of the header with the secret");
    }

    /// <summary>Headers that frame the call or say what it is about.</summary>
    private static bool IsReserved(string name)
        => name.StartsWith("HMS-Sync-", StringComparison.OrdinalIgnoreCase)
            || name.StartsWith("webhook-", StringComparison.OrdinalIgnoreCase)
            || Reserved.Contains(name);

    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host", "Connection", "Transfer-Encoding", "Upgrade", "Expect", "TE", "Trailer",
        "Idempotency-Key", "User-Agent",
    };
}
