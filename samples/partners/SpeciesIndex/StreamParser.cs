using System.Globalization;
using System.Text;

namespace HmsSync.Partners;

/// <summary>Makes events of the lines of a stream, as the HTML standard says (9.2.6, "interpreting an event stream").</summary>
internal sealed class StreamParser
{
    private readonly StringBuilder _data = new();
    private string? _id;
    private string _kind = "";
    private bool _hasData;

    /// <summary>How long the stream wants to be left alone before the next connection; null: it did not say.</summary>
    public TimeSpan? Retry { get; private set; }

    /// <param name="line">Without its end.</param>
    /// <returns>The event that this line ends, or null.</returns>
    public StreamEvent? Take(string line)
    {
        if (line.Length == 0)
        {
            return End();
        }

        var colon = line.IndexOf(':', StringComparison.Ordinal);
        var name = colon < 0 ? line : line[..colon];
        var value = colon < 0 ? "" : line[(colon + 1)..];
        Field(name, value.StartsWith(' ') ? value[1..] : value);
        return null;
    }

    private void Field(string name, string value)
    {
        switch (name)
        {
            case "data":
                _data.Append(_hasData ? "\n" : "").Append(value);
                _hasData = true;
                break;
            case "event":
                _kind = value;
                break;
            case "id" when !value.Contains('\0', StringComparison.Ordinal):
                _id = value.Length == 0 ? null : value;
                break;
            case "retry" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var millis):
                Retry = TimeSpan.FromMilliseconds(millis);
                break;
        }
    }

    private StreamEvent? End()
    {
        var e = _hasData ? new StreamEvent(_id, _kind.Length == 0 ? "message" : _kind, _data.ToString()) : null;
        _data.Clear();
        _kind = "";
        _hasData = false;
        return e;
    }
}
