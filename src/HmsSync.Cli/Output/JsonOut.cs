using System.Text.Json;
using System.Text.Json.Serialization;

namespace HmsSync.Cli.Output;

/// <summary>How results are written as JSON: snake case, ASCII, absent rather than null, one line a document.</summary>
internal static class JsonOut
{
    public static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public static string Line(object value) => JsonSerializer.Serialize(value, Options);

    public static JsonElement Element(object value) => JsonSerializer.SerializeToElement(value, Options);
}
