namespace HmsSync.Configuration.Compiling;

/// <summary>A url with <c>{field}</c> places: absolute http or https, the places after the host only.</summary>
internal sealed class UrlTemplate
{
    private UrlTemplate(Uri url, IReadOnlyList<string> fields)
    {
        Url = url;
        Fields = fields;
    }

    /// <summary>With an x in each place.</summary>
    public Uri Url { get; }

    /// <summary>The fields named, in order.</summary>
    public IReadOnlyList<string> Fields { get; }

    /// <summary>Null, and what is wrong with it, when it is none.</summary>
    public static UrlTemplate? Parse(string text, out string wrong)
    {
        List<string> fields = [];
        var plain = new System.Text.StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            var end = text[i] == '{' ? text.IndexOf('}', i) : -1;
            if (text[i] == '}' || (text[i] == '{' && (end <= i + 1 || text.IndexOf('{', i + 1, end - i - 1) >= 0)))
            {
                wrong = "has a brace without its other half, or empty braces";
                return null;
            }

            plain.Append(end < 0 ? text[i] : 'x');
            if (end > 0)
            {
                fields.Add(text[(i + 1)..end]);
                i = end;
            }
        }

        wrong = Judge(text, plain.ToString(), out var url);
        return wrong.Length == 0 ? new UrlTemplate(url!, fields) : null;
    }

    private static string Judge(string text, string plain, out Uri? url)
    {
        if (!Uri.TryCreate(plain, UriKind.Absolute, out url) || url.Scheme is not ("http" or "https"))
        {
            return "must begin with https:// or http://";
        }

        var host = text.AsSpan(text.IndexOf("//", StringComparison.Ordinal) + 2);
        var end = host.IndexOfAny("/?#");
        return (end < 0 ? host : host[..end]).Contains('{') ? "cannot take its host from a field"
            : url.UserInfo.Length > 0 ? "cannot hold a user or password; write them as auth: { basic: … }"
            : url.Fragment.Length > 0 ? "cannot have a #fragment"
            : "";
    }
}
