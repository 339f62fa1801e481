using System.Text.Json;
using System.Text.Json.Serialization;

namespace HmsSync.Partners;

/// <summary>The body of a ring: what a clerk did to which entry.</summary>
internal sealed record LotusRing(
    string Auth,
    JsonElement? Uid,
    [property: JsonPropertyName("type")] LotusDeed Deed,
    string? Begin,
    string? Close,
    string? Title);
