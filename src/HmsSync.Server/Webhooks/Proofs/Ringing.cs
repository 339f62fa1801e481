using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace HmsSync.Server.Webhooks.Proofs;

/// <summary>A doorbell's request.</summary>
/// <param name="Context">The request.</param>
/// <param name="Bytes">Its body as it came over the wire.</param>
/// <param name="Body">The same, read.</param>
internal readonly record struct Ringing(HttpContext Context, ReadOnlyMemory<byte> Bytes, JsonElement Body)
{
    /// <summary>A header that came exactly once; null: it did not.</summary>
    public string? Header(string name)
        => Context.Request.Headers.TryGetValue(name, out var values) && values.Count == 1 ? values[0] : null;
}
