using System.Text.Json;

namespace HmsSync.Lite.Workspaces;

/// <summary>Which key stands on which line of a configuration that a program gave: JSON with one key a line.</summary>
internal sealed class GivenPlaces
{
    private readonly SortedList<int, string> _keys = [];

    public GivenPlaces(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        var path = new List<string>();
        var (line, seen) = (1, 0);
        while (reader.Read())
        {
            var start = (int)reader.TokenStartIndex;
            line += json[seen..start].Count((byte)'\n');
            seen = start;
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                // Of a key's own depth there is one name: the last.
                path.RemoveRange(reader.CurrentDepth - 1, path.Count - reader.CurrentDepth + 1);
                path.Add(reader.GetString() ?? "");
                _keys.TryAdd(line, string.Join('.', path));
            }
        }
    }

    /// <summary>The key on the line, or the last before it.</summary>
    public string KeyAt(int line) => _keys.LastOrDefault(key => key.Key <= line, KeyValuePair.Create(0, "")).Value;
}
