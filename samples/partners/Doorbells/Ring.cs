using System.Text.Json;

namespace HmsSync.Partners;

/// <summary>Something that HMS is still to be told.</summary>
/// <param name="Id">Goes out as <c>Idempotency-Key</c>: the same for every try.</param>
/// <param name="Body">With the secret in it.</param>
internal sealed record Ring(string Id, JsonElement Body)
{
    /// <param name="id">Kept with what happened.</param>
    /// <param name="body">Written as partners write JSON.</param>
    public static Ring Of(string id, object body) => new(id, JsonSerializer.SerializeToElement(body, PartnerJson.Options));
}
