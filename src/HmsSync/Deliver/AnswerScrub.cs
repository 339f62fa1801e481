using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using HmsSync.Configuration;

namespace HmsSync.Deliver;

/// <summary>Takes what proves who we are out of what a partner answers: some repeat the call they refuse.</summary>
internal static partial class AnswerScrub
{
    /// <summary>Bytes of an answer that are kept.</summary>
    public const int Most = 4 * 1024;

    private const string Gone = "***";

    /// <returns>UTF-8; what was not becomes �.</returns>
    public static ReadOnlyMemory<byte> Of(PartnerPlan partner, ReadOnlyMemory<byte> answer)
    {
        var text = new StringBuilder(Encoding.UTF8.GetString(answer.Span[..Math.Min(answer.Length, Most)]));
        var longest = 0;
        foreach (var secret in partner.Auth.Secrets.Concat(partner.Verify?.Secrets ?? []).Select(s => s.Reveal()).Where(s => s.Length > 0))
        {
            foreach (var form in Forms(partner.Auth, secret))
            {
                text.Replace(form, Gone);
                longest = Math.Max(longest, form.Length);
            }
        }

        if (answer.Length >= Most)
        {
            text.Length -= Math.Min(text.Length, longest); // the cut may have gone through a secret
        }

        var clean = Credentials().Replace(text.ToString(), $"$1 {Gone}");
        return Encoding.UTF8.GetBytes(clean);
    }

    private static IEnumerable<string> Forms(AuthPlan auth, string secret) => new[]
    {
        secret,
        Uri.EscapeDataString(secret),
        JsonEncodedText.Encode(secret).Value,
        Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)),
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"{auth.Name}:{secret}")),
    }.Distinct(StringComparer.Ordinal);

    /// <summary>Tokens that we fetched, and credentials in a form that was not thought of.</summary>
    [GeneratedRegex(@"\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Credentials();
}
