using System.Text;
using System.Text.Json;

namespace HmsSync.Server.Webhooks.Proofs;

/// <summary>Where a secret is shown as it is. Null: missing or malformed.</summary>
internal static class Offers
{
    private const string BasicScheme = "Basic ";

    public static Func<Ringing, string?> InBody(string field) => ringing
        => ringing.Body.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public static Func<Ringing, string?> InHeader(string name) => ringing => ringing.Header(name);

    /// <summary>User and password in UTF-8 (RFC 7617); the password of this user.</summary>
    public static Func<Ringing, string?> Basic(string user) => ringing =>
    {
        var header = ringing.Header("Authorization");
        if (header is null || !header.StartsWith(BasicScheme, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var encoded = header[BasicScheme.Length..].Trim();
        var bytes = new byte[encoded.Length];
        if (!Convert.TryFromBase64String(encoded, bytes, out var length))
        {
            return null;
        }

        var both = Encoding.UTF8.GetString(bytes, 0, length);
        return both.StartsWith($"{user}:", StringComparison.Ordinal) ? both[(user.Length + 1)..] : null;
    };
}
