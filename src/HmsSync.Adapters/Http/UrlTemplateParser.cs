using System.Text;

namespace HmsSync.Adapters.Http;

/// <summary>Reads a url template as a user wrote it.</summary>
internal static class UrlTemplateParser
{
    /// <summary>The text before the first place, and the places.</summary>
    /// <exception cref="FormatException">See <see cref="UrlTemplate.Compile"/>.</exception>
    public static (string Start, UrlPlace[] Places) Parse(string url)
    {
        var open = url.IndexOf('{', StringComparison.Ordinal);
        var start = open < 0 ? url : url[..open];
        RefuseStart(url, start, open);
        var places = new List<UrlPlace>();
        while (open >= 0)
        {
            var close = url.IndexOf('}', open);
            if (close < 0)
            {
                throw new FormatException($"the {{ at character {open + 1} is not closed");
            }

            var next = url.IndexOf('{', close);
            var after = next < 0 ? url[(close + 1)..] : url[(close + 1)..next];
            var inPath = !url.AsSpan(0, open).Contains('?');
            places.Add(Place(url[(open + 1)..close], inPath, after, open));
            open = next;
        }

        return (start, [.. places]);
    }

    /// <summary>True when a segment of the path is <c>.</c> or <c>..</c>: servers take it for another folder.</summary>
    public static bool HasDotSegment(ReadOnlySpan<char> url)
    {
        var path = url[(url.IndexOf("://", StringComparison.Ordinal) + 3)..];
        var query = path.IndexOfAny('?', '#');
        path = query < 0 ? path : path[..query];
        foreach (var range in path.Split('/'))
        {
            if (path[range] is "." or "..")
            {
                return true;
            }
        }

        return false;
    }

    private static void RefuseStart(string url, string start, int open)
    {
        var host = start.IndexOf("://", StringComparison.Ordinal) + 3;
        if (open >= 0 && (host < 3 || start.AsSpan(host).IndexOfAny('/', '?') < 0))
        {
            throw new FormatException("a {field} may not stand before the path: no record chooses the server");
        }

        // With the places as plain words the rest can be judged once, here.
        var sample = url.Replace('{', 'x').Replace('}', 'x');
        if (!Uri.TryCreate(sample, UriKind.Absolute, out var parsed)
            || (parsed.Scheme != Uri.UriSchemeHttp && parsed.Scheme != Uri.UriSchemeHttps))
        {
            throw new FormatException("it is no absolute http or https url");
        }

        if (url.Contains('#', StringComparison.Ordinal) || parsed.UserInfo.Length > 0 || HasDotSegment(sample))
        {
            throw new FormatException("it has a #, a user name, or a . or .. in its path; write it without");
        }
    }

    private static UrlPlace Place(string name, bool inPath, string after, int at)
    {
        var path = new List<string>();
        var part = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            if (name[i] == '\\' && i + 1 < name.Length && name[i + 1] == '.')
            {
                part.Append('.');
                i++;
            }
            else if (name[i] == '.')
            {
                path.Add(part.ToString());
                part.Clear();
            }
            else
            {
                part.Append(name[i]);
            }
        }

        path.Add(part.ToString());
        return path.Contains("")
            ? throw new FormatException($"the {{}} at character {at + 1} names no field")
            : new UrlPlace(name, path, inPath, after);
    }
}
