using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using HmsSync.Configuration;
using Microsoft.AspNetCore.Http;

namespace HmsSync.Server.Webhooks;

/// <summary>Whether a doorbell was rung by whom it says. Compares hashes in constant time; every secret is looked at.</summary>
internal static class Verifier
{
    private static readonly byte[] Nobody = RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes);

    /// <param name="bell">Null: nobody's, which takes as long and fails.</param>
    /// <param name="context">The request.</param>
    /// <param name="body">Its body as it came.</param>
    public static bool IsGenuine(RingingBell? bell, HttpContext context, JsonElement body)
    {
        if (bell?.Verify?.Scheme == VerifyScheme.None)
        {
            // The configuration allows it on loopback only; should that ever fail, nobody from outside gets in.
            return context.Connection.RemoteIpAddress is { } caller && IPAddress.IsLoopback(caller);
        }

        var offered = bell?.Verify is null ? null : Offered(bell.Verify, context.Request, body);
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(offered ?? ""));
        var found = CryptographicOperations.FixedTimeEquals(hash, Nobody);
        foreach (var secret in bell?.Secrets ?? [])
        {
            found |= CryptographicOperations.FixedTimeEquals(hash, secret);
        }

        return found && offered is not null;
    }

    /// <summary>Null: missing or malformed.</summary>
    private static string? Offered(VerifyPlan verify, HttpRequest request, JsonElement body) => verify.Scheme switch
    {
        VerifyScheme.BodyField => body.TryGetProperty(verify.Name, out var field) && field.ValueKind == JsonValueKind.String
            ? field.GetString()
            : null,
        VerifyScheme.HeaderToken => request.Headers.TryGetValue(verify.Name, out var values) && values.Count == 1
            ? values[0]
            : null,
        VerifyScheme.None => null,
    };
}
