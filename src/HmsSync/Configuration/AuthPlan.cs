namespace HmsSync.Configuration;

/// <summary>How a push proves who we are. <paramref name="Name"/>: header, body field or user, as the kind needs.</summary>
internal sealed record AuthPlan(AuthKind Kind, string Name, IReadOnlyList<Secret> Secrets)
{
    public static readonly AuthPlan None = new(AuthKind.None, "", []);
}

internal enum AuthKind
{
    None,
    Bearer,
    Basic,
    Header,
    BodyField,
}

/// <summary>How a doorbell proves who rings.</summary>
/// <param name="Scheme">One of the schemes of the contract.</param>
/// <param name="Name">Header or body field, as the scheme needs.</param>
/// <param name="Secrets">Newest first; any is accepted.</param>
internal sealed record VerifyPlan(VerifyScheme Scheme, string Name, IReadOnlyList<Secret> Secrets);

internal enum VerifyScheme
{
    /// <summary>Anyone may ring; only while the server listens on loopback.</summary>
    None,
    BodyField,
    HeaderToken,
}

/// <summary>Where a doorbell's own id stands: one of both.</summary>
internal sealed record WebhookIdPlan(string? Header, string? Field);
