using HmsSync.Configuration.Binding;

namespace HmsSync.Configuration.Compiling;

/// <summary>Takes the secrets of Standard Webhooks: <c>whsec_</c> and base64, or the base64 alone.</summary>
internal static class SigningSecrets
{
    public const string Prefix = "whsec_";

    /// <summary>One or several; each that is no key is told, and what it is never.</summary>
    public static IReadOnlyList<Secret> Of(ConfigSection section)
    {
        var secrets = Secrets.Of(section, "secret", forHeader: true);
        foreach (var secret in secrets.Select(s => s.Reveal()).Where(s => s.Length > 0 && KeyOf(s) is null))
        {
            section.Fault(
                "config.bad_secret", "secret", "a secret of standard-webhooks is 'whsec_' and base64, padded (RFC 4648, 4)",
                Remedy(secret));
        }

        return secrets;
    }

    /// <summary>The key's bytes; null: the text is no key.</summary>
    public static byte[]? KeyOf(string text)
    {
        var encoded = text.StartsWith(Prefix, StringComparison.Ordinal) ? text[Prefix.Length..] : text;
        var key = new byte[encoded.Length];
        return encoded.Length > 0 && !encoded.Any(char.IsWhiteSpace) && Convert.TryFromBase64String(encoded, key, out var length)
            ? key[..length]
            : null;
    }

    private static string Remedy(string secret)
        => secret.StartsWith("whsk_", StringComparison.Ordinal) || secret.StartsWith("whpk_", StringComparison.Ordinal)
            ? "this is an asymmetric key (v1a), which is not taken: ask the sender for a symmetric one"
            : secret.Contains(',', StringComparison.Ordinal)
            ? "leave out what stands before 'whsec_'"
            : "take it as the sender shows it";
}
