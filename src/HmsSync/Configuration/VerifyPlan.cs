namespace HmsSync.Configuration;

/// <summary>How a doorbell proves who rings.</summary>
/// <param name="Scheme">One of the schemes of the contract.</param>
/// <param name="Name">Header, body field or user, as the scheme needs.</param>
/// <param name="Secrets">Newest first; any is accepted.</param>
internal sealed record VerifyPlan(VerifyScheme Scheme, string Name, IReadOnlyList<Secret> Secrets)
{
    /// <summary>Of <c>hmac-sha256</c>: what stands before the signature in its header.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Of <c>hmac-sha256</c>: how the signature is written.</summary>
    public MacEncoding Encoding { get; init; }

    /// <summary>Of <c>jwt</c>: public keys in PEM, any is accepted; without keys and secrets the tokens are ours.</summary>
    public IReadOnlyList<string> PublicKeys { get; init; } = [];

    /// <summary>Of <c>jwt</c>: the <c>aud</c> that a token must have; empty where the tokens are ours.</summary>
    public string Audience { get; init; } = "";

    /// <summary>Of <c>jwt</c>: the <c>iss</c> that a token must have; null: any.</summary>
    public string? Issuer { get; init; }
}

internal enum VerifyScheme
{
    /// <summary>Anyone may ring; only while the server listens on loopback.</summary>
    None,
    BodyField,
    HeaderToken,

    /// <summary>RFC 7617; <c>Name</c> is the user.</summary>
    Basic,

    /// <summary>A MAC of the body in a header, as GitHub (hex) and Shopify (base64) send it.</summary>
    HmacSha256,

    /// <summary>Standard Webhooks 1.0.0, signatures <c>v1</c>.</summary>
    StandardWebhooks,

    /// <summary>RFC 7519, as <c>Authorization: Bearer</c>.</summary>
    Jwt,
}

internal enum MacEncoding
{
    Hex,
    Base64,
}

/// <summary>Where a doorbell's own id stands: one of both.</summary>
internal sealed record WebhookIdPlan(string? Header, string? Field);
