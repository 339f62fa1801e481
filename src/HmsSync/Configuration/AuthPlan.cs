namespace HmsSync.Configuration;

/// <summary>
/// How a push proves who we are. <paramref name="Name"/>: header, body field, query field, user or client, as the kind needs.
/// </summary>
internal sealed record AuthPlan(AuthKind Kind, string Name, IReadOnlyList<Secret> Secrets)
{
    public static readonly AuthPlan None = new(AuthKind.None, "", []);

    /// <summary>With <see cref="AuthKind.OAuth2"/>: where tokens come from.</summary>
    public TokenPlan? Token { get; init; }

    /// <summary>With <see cref="AuthKind.Mtls"/>: our certificate, and those that lead from it to its root, as PEM.</summary>
    public string Certificate { get; init; } = "";
}

/// <summary>Where access tokens come from (RFC 6749, 4.4).</summary>
/// <param name="Url">The token endpoint.</param>
/// <param name="Scope">What is asked for; null: nothing is said.</param>
/// <param name="InBody">Client and secret go in the form's body, not in the header <c>Authorization</c>.</param>
internal sealed record TokenPlan(Uri Url, string? Scope, bool InBody);

internal enum AuthKind
{
    None,
    Bearer,
    Basic,
    Header,
    BodyField,

    /// <summary>A field of the url's query.</summary>
    QueryField,

    /// <summary>Each push is signed by all live secrets: https://www.standardwebhooks.com.</summary>
    StandardWebhooks,

    /// <summary>A token of the partner's token endpoint (RFC 6749, 4.4, and RFC 6750).</summary>
    OAuth2,

    /// <summary>A certificate of ours, shown when TLS is set up. Its private key is the secret.</summary>
    Mtls,
}
