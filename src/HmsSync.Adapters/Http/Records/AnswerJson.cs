using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;

namespace HmsSync.Adapters.Http.Records;

/// <summary>
/// The JSON of answers, read strictly (I-JSON, RFC 7493): UTF-8, no name twice, no half of a surrogate pair, at most 64 deep.
/// </summary>
internal static class AnswerJson
{
    private const int MaxDepth = 64;

    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false, MaxDepth = MaxDepth };

    /// <summary>Null: it is no JSON, or no strict one. The caller disposes it.</summary>
    public static JsonDocument? Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            return !body.IsEmpty && Utf8.IsValid(body.Span) ? JsonDocument.Parse(body, Options) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>
    /// True when it is JSON and every text in it is whole; half a surrogate pair means different things to different readers.
    /// </summary>
    public static bool IsWhole(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            while (reader.Read())
            {
                if (reader.ValueIsEscaped)
                {
                    reader.GetString();
                }
            }

            return true;
        }
        catch (Exception fault) when (fault is InvalidOperationException or JsonException)
        {
            return false;
        }
    }

    /// <summary>Null: the field is not there.</summary>
    public static JsonElement? Find(JsonElement root, IReadOnlyList<string> path)
    {
        var element = root;
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return null;
            }
        }

        return element;
    }

    /// <summary>The element's own bytes.</summary>
    public static ReadOnlySpan<byte> Raw(JsonElement element) => JsonMarshal.GetRawUtf8Value(element);
}
