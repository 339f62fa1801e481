using Microsoft.AspNetCore.Http;

namespace HmsSync.Server.Tokens;

/// <summary>What a caller shows as <c>Authorization: Bearer</c> (RFC 6750, 2.1). Never from the query, where it would be logged.</summary>
internal static class BearerToken
{
    private const string Scheme = "Bearer ";

    /// <summary>Null: none, or more than one.</summary>
    public static string? Of(HttpRequest request)
    {
        var header = request.Headers.Authorization;
        return header.Count == 1 && header[0] is { } value && value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? value[Scheme.Length..].Trim()
            : null;
    }
}
