using System.Text.Json;
using HmsSync.Hosting.Control;
using HmsSync.Server.Answers;
using Microsoft.Net.Http.Headers;

namespace HmsSync.Server.Publishing;

/// <summary>
/// Reads a CloudEvents 1.0 event in structured JSON (https://github.com/cloudevents/spec, json-format): <c>type</c> is the
/// topic, <c>source</c> and <c>id</c> together the id, the <c>partitionkey</c> extension the key.
/// </summary>
internal static class CloudEventForm
{
    private static readonly JsonElement Nothing = JsonDocument.Parse("{}").RootElement;

    /// <summary>Whether it says that it is one; what only looks like one is none.</summary>
    public static bool IsOne(string? contentType)
        => contentType?.Contains("cloudevents", StringComparison.OrdinalIgnoreCase) is true
            && MediaTypeHeaderValue.TryParse(contentType, out var type)
            && type.MediaType.Equals("application/cloudevents+json", StringComparison.OrdinalIgnoreCase);

    /// <summary>What is in the envelope, and the id under which it came: source and id together.</summary>
    public static (JsonElement Data, string? Id, Problem? Problem) Open(JsonElement body)
    {
        var form = Read(body);
        return form.Problem is not null ? (Nothing, null, form.Problem)
            : (body.TryGetProperty("data", out var data) ? data : Nothing, form.Request!.Id, null);
    }

    public static FormResult Read(JsonElement body)
    {
        if (!FormResult.TryText(body, "specversion", out var version) || version != "1.0")
        {
            return FormResult.Bad("bad_cloudevent", "specversion must be 1.0.", "specversion");
        }

        foreach (var name in new[] { "type", "source", "id" })
        {
            if (!FormResult.TryText(body, name, out var text) || string.IsNullOrEmpty(text))
            {
                return FormResult.Bad("bad_cloudevent", $"{name} must be a text.", name);
            }
        }

        if (!FormResult.TryText(body, "partitionkey", out var key))
        {
            return FormResult.Bad("bad_key", "partitionkey must be a text.", "partitionkey");
        }

        if (PublishForm.Data(body) is not { } data || body.TryGetProperty("data_base64", out _))
        {
            return FormResult.Bad("data_not_object", "data must be a JSON object.", "data");
        }

        var id = body.GetProperty("id").GetString()!;
        var whole = $"{body.GetProperty("source").GetString()}\n{id}";
        return new FormResult(new PublishRequest(body.GetProperty("type").GetString()!, data, whole, key), id, null);
    }
}
