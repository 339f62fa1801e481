namespace HmsSync.Configuration.Values;

/// <summary>A symmetric secret of Standard Webhooks: <c>whsec_</c> and base64, where the prefix may be left out.</summary>
internal static class SigningSecret
{
    public const string Form = "whsec_ and base64";

    private const string Prefix = "whsec_";

    /// <summary>The key's bytes; null: it is of another form, or empty.</summary>
    public static byte[]? Parse(string text)
    {
        var coded = text.StartsWith(Prefix, StringComparison.Ordinal) ? text[Prefix.Length..] : text;
        var bytes = new byte[coded.Length];
        return Convert.TryFromBase64String(coded, bytes, out var length) && length > 0 ? bytes[..length] : null;
    }
}
