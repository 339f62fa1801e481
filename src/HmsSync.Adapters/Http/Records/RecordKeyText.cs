using System.Text;
using System.Text.Json;

namespace HmsSync.Adapters.Http.Records;

/// <summary>Keys as they stand in a url.</summary>
internal static class RecordKeyText
{
    /// <summary>The text of a JSON value; null: none, or no single value.</summary>
    public static string? Of(string? json) => json is null ? null : BodyField.Text(Encoding.UTF8.GetBytes(json), []);

    /// <summary>Of a hub key of one column its value, of several the whole line of JSON; null: there is none.</summary>
    /// <param name="key">One line of JSON: <c>{"id":42}</c>.</param>
    public static string? OfHub(string key)
    {
        if (!key.StartsWith('{'))
        {
            return Of(key.Length == 0 ? null : key);
        }

        using var document = JsonDocument.Parse(key);
        var columns = document.RootElement.EnumerateObject().Select(c => c.Name).Take(2).ToArray();
        return columns is [var only] ? BodyField.Text(Encoding.UTF8.GetBytes(key), [only]) : key;
    }
}
