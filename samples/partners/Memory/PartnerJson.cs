using System.Text.Json;
using System.Text.Json.Serialization;

namespace HmsSync.Partners;

/// <summary>How partners write JSON: snake case, absent rather than null.</summary>
internal static class PartnerJson
{
    public static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };
}
