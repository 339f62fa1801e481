using System.Text;

namespace HmsSync.Changes;

/// <summary>
/// Names a field, also inside nested objects: <c>citizen.name</c>. A dot that belongs to a name is written <c>\.</c>, a
/// backslash <c>\\</c>.
/// </summary>
internal sealed class FieldPath
{
    /// <summary>Invariant 11: how deep a path may reach.</summary>
    public const int MaxSegments = 16;

    private FieldPath(string text, string[] segments)
    {
        Text = text;
        Segments = segments;
    }

    /// <summary>As written.</summary>
    public string Text { get; }

    public IReadOnlyList<string> Segments { get; }

    public string First => Segments[0];

    /// <summary>
    /// Null when a segment is empty, there are too many, or a backslash stands before something else.
    /// </summary>
    public static FieldPath? Parse(string text)
    {
        List<string> segments = [];
        var segment = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '.')
            {
                segments.Add(segment.ToString());
                segment.Clear();
                continue;
            }

            var escaped = text[i] == '\\';
            i += escaped ? 1 : 0;
            if (escaped && (i == text.Length || text[i] is not ('.' or '\\')))
            {
                return null;
            }

            segment.Append(text[i]);
        }

        segments.Add(segment.ToString());
        return segments.Count <= MaxSegments && segments.TrueForAll(s => s.Length > 0)
            ? new FieldPath(text, [.. segments])
            : null;
    }

    /// <summary>The text is a path of one name, which it is itself.</summary>
    public static bool IsPlain(string text) => text.AsSpan().IndexOfAny('.', '\\') < 0;

    /// <summary>A path of one name, whatever is in it.</summary>
    public static FieldPath Of(string name) => new(TextOf(name), [name]);

    /// <summary>How the path of one name is written.</summary>
    public static string TextOf(string name)
        => IsPlain(name)
            ? name
            : name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(".", "\\.", StringComparison.Ordinal);

    /// <summary>The path of a field inside this one.</summary>
    public FieldPath Then(string name) => new($"{Text}.{Of(name).Text}", [.. Segments, name]);

    /// <summary>
    /// True when the paths are one, or one leads into the other: both cannot be written side by side.
    /// </summary>
    public bool Overlaps(FieldPath other)
        => Segments.Zip(other.Segments).All(p => string.Equals(p.First, p.Second, StringComparison.Ordinal));

    public bool Same(FieldPath other) => Segments.Count == other.Segments.Count && Overlaps(other);

    public override string ToString() => Text;
}
