using System.Text.Json;
using HmsSync.Changes;

namespace HmsSync.Feeds.Doorbells;

/// <summary>Finds a field by its path, also inside nested objects.</summary>
internal static class JsonPath
{
    /// <summary>Null: it is not there, or the text is no path.</summary>
    public static JsonElement? Find(JsonElement root, string path)
    {
        if (FieldPath.Parse(path) is not { } parsed)
        {
            return null;
        }

        var element = root;
        foreach (var segment in parsed.Segments)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(segment, out element))
            {
                return null;
            }
        }

        return element;
    }
}
