using System.Text.Encodings.Web;
using System.Text.Json;
using HmsSync.Changes;

namespace HmsSync.Lite;

/// <summary>What a program wants to say, as JSON.</summary>
internal static class Payload
{
    private static readonly JsonSerializerOptions Names = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A JSON object in UTF-8; names as they are written in the program.</summary>
    /// <exception cref="ArgumentException">It is no JSON object.</exception>
    public static ReadOnlyMemory<byte> Of(object payload)
    {
        var fields = payload is SyncEvent e ? e.Fields : payload;
        var utf8 = JsonSerializer.SerializeToUtf8Bytes(fields, fields.GetType(), Names);
        using var document = StrictJson.ReadObject(utf8);
        return document is not null
            ? utf8
            : throw new ArgumentException(
                $"A payload is an object with properties, a dictionary or a JSON object; {payload.GetType().Name} is none.",
                nameof(payload));
    }
}
