using System.Text.Json;
using System.Text.Json.Serialization;

namespace HmsSync.Views;

/// <summary>A piece of JSON that stands in an answer byte for byte, so that numbers keep their digits.</summary>
[JsonConverter(typeof(Converter))]
internal readonly record struct RawJson(ReadOnlyMemory<byte> Utf8)
{
    public static readonly RawJson Null = new("null"u8.ToArray());

    /// <summary>Null for no bytes.</summary>
    public static RawJson Of(ReadOnlyMemory<byte> utf8) => utf8.IsEmpty ? Null : new RawJson(utf8);

    private sealed class Converter : JsonConverter<RawJson>
    {
        public override RawJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            using var document = JsonDocument.ParseValue(ref reader);
            return new RawJson(System.Text.Encoding.UTF8.GetBytes(document.RootElement.GetRawText()));
        }

        public override void Write(Utf8JsonWriter writer, RawJson value, JsonSerializerOptions options)
            => writer.WriteRawValue(value.Utf8.IsEmpty ? "null"u8 : value.Utf8.Span, skipInputValidation: true);
    }
}
