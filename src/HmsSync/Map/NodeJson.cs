using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using HmsSync.Configuration.Reading;

namespace HmsSync.Map;

/// <summary>Writes what a user wrote as JSON in its one shortest form; numbers keep all their digits.</summary>
internal static class NodeJson
{
    private static readonly JsonWriterOptions Plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = YamlReader.MaxDepth + 1,
    };

    public static byte[] Write(ConfigNode node)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Plain))
        {
            Write(node, writer);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>A text as a JSON string.</summary>
    public static byte[] Text(string text) => Encoding.UTF8.GetBytes($"\"{Plain.Encoder!.Encode(text)}\"");

    private static void Write(ConfigNode node, Utf8JsonWriter writer)
    {
        switch (node)
        {
            case ConfigMap map:
                writer.WriteStartObject();
                foreach (var entry in map.Entries)
                {
                    writer.WritePropertyName(entry.Key);
                    Write(entry.Value, writer);
                }

                writer.WriteEndObject();
                break;
            case ConfigList list:
                writer.WriteStartArray();
                foreach (var item in list.Items)
                {
                    Write(item, writer);
                }

                writer.WriteEndArray();
                break;
            case ConfigScalar { Kind: ScalarKind.Text } text:
                writer.WriteStringValue(text.Text);
                break;
            case ConfigScalar { Kind: ScalarKind.Number } number:
                writer.WriteRawValue(number.Text);
                break;
            case ConfigScalar { Kind: ScalarKind.True or ScalarKind.False } flag:
                writer.WriteBooleanValue(flag.Kind == ScalarKind.True);
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }
}
