using System.Text.Json;
using HmsSync.Changes;
using HmsSync.Hosting.Control;

namespace HmsSync.Server.Publishing;

/// <summary>Reads <c>{topic, data, id?, key?}</c>.</summary>
internal static class PublishForm
{
    private static readonly string[] Known = ["topic", "data", "id", "key"];

    public static FormResult Read(JsonElement body)
    {
        foreach (var field in body.EnumerateObject())
        {
            if (!Known.Contains(field.Name, StringComparer.Ordinal))
            {
                return FormResult.Bad("unknown_field", "An event has topic, data, id and key.", field.Name);
            }
        }

        if (!FormResult.TryText(body, "topic", out var topic) || topic is null)
        {
            return FormResult.Bad("bad_topic", "topic must be a text.", "topic");
        }

        if (!FormResult.TryText(body, "id", out var id))
        {
            return FormResult.Bad("bad_id", "id must be a text.", "id");
        }

        if (!FormResult.TryText(body, "key", out var key))
        {
            return FormResult.Bad("bad_key", "key must be a text.", "key");
        }

        return Data(body) is { } data
            ? new FormResult(new PublishRequest(topic, data, id, key), id, null)
            : FormResult.Bad("data_not_object", "data must be a JSON object.", "data");
    }

    /// <summary>Without data an empty object; null: it is something else than an object.</summary>
    public static byte[]? Data(JsonElement body)
        => !body.TryGetProperty("data", out var data) ? "{}"u8.ToArray()
            : data.ValueKind == JsonValueKind.Object ? StrictJson.Write(data)
            : null;
}
