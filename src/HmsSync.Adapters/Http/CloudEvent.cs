using System.Buffers;
using System.Globalization;
using System.Text.Json;
using HmsSync.Sdk;

namespace HmsSync.Adapters.Http;

/// <summary>
/// A push as a CloudEvents 1.0 event in structured JSON (https://github.com/cloudevents/spec, json-format). The same delivery
/// makes the same bytes on every try.
/// </summary>
internal static class CloudEvent
{
    public const string MediaType = "application/cloudevents+json";

    private const string TimeForm = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    public static ReadOnlyMemory<byte> Of(PushRequest request)
    {
        var output = new ArrayBufferWriter<byte>(request.Body.Length + 320);
        using (var writer = new Utf8JsonWriter(output))
        {
            writer.WriteStartObject();
            writer.WriteString("specversion", "1.0");
            writer.WriteString("id", request.IdempotencyKey);
            writer.WriteString("source", $"urn:hms-sync:{request.Source}");
            writer.WriteString("type", Type(request));
            if (request.Time is { } time)
            {
                writer.WriteString("time", time.UtcDateTime.ToString(TimeForm, CultureInfo.InvariantCulture));
            }

            writer.WriteString("subject", request.Key);
            writer.WriteString("partitionkey", request.Key);
            writer.WriteString("datacontenttype", "application/json");
            writer.WritePropertyName("data");
            writer.WriteRawValue(request.Body.Span, skipInputValidation: true);
            writer.WriteEndObject();
        }

        return output.WrittenMemory;
    }

    private static string Type(PushRequest request) => request.Op switch
    {
        ChangeOp.Insert => $"{request.Topic}.insert",
        ChangeOp.Update => $"{request.Topic}.update",
        ChangeOp.Delete => $"{request.Topic}.delete",
        ChangeOp.Event => request.Topic,
    };
}
