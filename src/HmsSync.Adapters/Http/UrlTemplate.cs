using System.Text;

namespace HmsSync.Adapters.Http;

/// <summary>
/// A url whose <c>{field}</c> places are filled from a mapped body: compiled once, then filled without looking at the
/// template again. A url without places is made once for all.
/// </summary>
internal sealed class UrlTemplate
{
    /// <summary>Longest url that is sent, in characters.</summary>
    public const int Longest = 8_000;

    private readonly string _start;
    private readonly UrlPlace[] _places;
    private readonly Uri? _fixed;

    private UrlTemplate(string start, UrlPlace[] places)
    {
        _start = start;
        _places = places;
        _fixed = places.Length == 0 ? new Uri(start, UriKind.Absolute) : null;
    }

    /// <summary>The url as far as it is the same for every record: up to the last slash before the first place.</summary>
    public Uri Known => _fixed ?? new Uri(_start[..(_start.LastIndexOf('/') + 1)], UriKind.Absolute);

    /// <exception cref="FormatException">The text says what is wrong; it does not repeat the url, which may hold a secret.</exception>
    public static UrlTemplate Compile(string url)
    {
        var (start, places) = UrlTemplateParser.Parse(url);
        return new UrlTemplate(start, places);
    }

    /// <summary>Fills the places.</summary>
    /// <param name="body">A JSON object in UTF-8; may be empty where nothing of it is needed.</param>
    /// <param name="given">What is known beside the body, and comes before it.</param>
    public UrlResult Fill(ReadOnlySpan<byte> body, params ReadOnlySpan<GivenPlace> given)
    {
        if (_fixed is not null)
        {
            return new UrlResult(_fixed, "", "");
        }

        var url = new StringBuilder(_start, 256);
        foreach (var place in _places)
        {
            var value = Given(place, given) ?? (body.IsEmpty ? null : BodyField.Text(body, place.Path));
            if (value is null || (place.InPath && value.Length == 0))
            {
                return new UrlResult(null, "url_field_missing", place.Name);
            }

            url.Append(Uri.EscapeDataString(value)).Append(place.After);
            if (url.Length > Longest)
            {
                return new UrlResult(null, "url_too_long", place.Name);
            }
        }

        var text = url.ToString();
        return UrlTemplateParser.HasDotSegment(text)
            ? new UrlResult(null, "url_field_unsafe", _places[0].Name)
            : new UrlResult(new Uri(text, UriKind.Absolute), "", "");
    }

    private static string? Given(UrlPlace place, ReadOnlySpan<GivenPlace> given)
    {
        foreach (var one in given)
        {
            if (place.Path.SequenceEqual(one.Path, StringComparer.Ordinal))
            {
                return one.Text;
            }
        }

        return null;
    }
}

/// <summary>The text of a place that does not come from the body.</summary>
/// <param name="Path">Field names from the outside in.</param>
/// <param name="Text">Not escaped; null: not known, the body is asked.</param>
internal readonly record struct GivenPlace(IReadOnlyList<string> Path, string? Text);

/// <summary>A url, or why there is none.</summary>
/// <param name="Url">Null when the record does not fill the template.</param>
/// <param name="Code">Empty, or <c>url_field_missing</c>, <c>url_field_unsafe</c>, <c>url_too_long</c>.</param>
/// <param name="Field">The field to blame, by its partner name.</param>
internal readonly record struct UrlResult(Uri? Url, string Code, string Field);
