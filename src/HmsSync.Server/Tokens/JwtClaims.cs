namespace HmsSync.Server.Tokens;

/// <summary>What a token that was signed, and counts now, says.</summary>
/// <param name="Expires">From then on it does not count.</param>
internal sealed record JwtClaims(DateTimeOffset Expires)
{
    /// <summary>Of our own tokens: the key that it was issued for.</summary>
    public string? Key { get; init; }

    /// <summary>Words with blanks between them (RFC 8693, 4.2).</summary>
    public string Scopes { get; init; } = "";

    /// <summary>SHA-256 of the body that it was signed for; null: it does not say.</summary>
    public string? BodyHash { get; init; }
}

/// <param name="Audience">Must be named in <c>aud</c>.</param>
/// <param name="Issuer">Must be <c>iss</c>; null: any.</param>
internal sealed record JwtRules(string Audience, string? Issuer)
{
    /// <summary>So long a token counts after its end, as clocks are not quite together; what our own clock wrote needs none.</summary>
    public TimeSpan Overtime { get; init; } = Jwt.Leeway;
}
