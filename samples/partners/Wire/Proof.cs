using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace HmsSync.Partners;

/// <summary>Knows a secret when it sees it; how long it looks tells nothing.</summary>
internal sealed class Proof(string secret)
{
    private readonly byte[] _text = Hash(secret);
    private readonly byte[] _bearer = Hash($"Bearer {secret}");

    /// <summary>Whether the field of the body holds it.</summary>
    public bool IsIn(JsonElement body, string field)
        => body.ValueKind == JsonValueKind.Object
            && body.TryGetProperty(field, out var value)
            && value.ValueKind == JsonValueKind.String
            && Same(value.GetString()!, _text);

    /// <summary>The route, for those who bear it; 401 for all others.</summary>
    public RequestDelegate Bearer(RequestDelegate route) => context =>
    {
        if (Same(context.Request.Headers.Authorization.ToString(), _bearer))
        {
            return route(context);
        }

        context.Response.Headers.WWWAuthenticate = "Bearer";
        return Answers.SayAsync(context, StatusCodes.Status401Unauthorized, "unauthorized");
    };

    private static bool Same(string offered, byte[] expected) => CryptographicOperations.FixedTimeEquals(Hash(offered), expected);

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
