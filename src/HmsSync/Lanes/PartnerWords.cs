using System.Buffers;
using System.Text;
using System.Text.Json;
using HmsSync.Changes;
using HmsSync.Govern;
using HmsSync.Map;

namespace HmsSync.Lanes;

/// <summary>Partner words to hub words and through policy: map → govern, the first stages of the way to the hub.</summary>
internal sealed class PartnerWords(MappingPlan mapping, string table)
{
    /// <summary>What a partner said, in hub words; or why it cannot be told.</summary>
    /// <param name="fields">A JSON object in UTF-8, partner words.</param>
    /// <param name="full">It is a whole record: a mapped field that is not there is null there.</param>
    /// <param name="key">Which record it is about.</param>
    public (PartnerState State, DeliveryResult? Fault) Read(ReadOnlyMemory<byte> fields, bool full, RecordKey key)
    {
        var said = new ArrayBufferWriter<byte>(fields.Length + 256);
        var mapped = mapping.ToHub(fields.Span, hubDefaults: false, said);
        if (mapped.IsFault)
        {
            return (new PartnerState(), DeliveryResult.Failed(
                Sdk.FailureKind.Unbuildable, mapped.Code, $"mapping: field {mapped.Field}"));
        }

        var words = WithHubKey(full ? WithNulls(said.WrittenMemory) : said.WrittenMemory, key);
        var governed = GovernStage.Apply(new RawPayload(table, words), Participant.Hub);
        var whenBorn = mapping.HasHubDefaults ? WithHubDefaults(fields, governed.Fields, key) : governed.Fields;
        return (new PartnerState { Fields = governed.Fields, WhenBorn = whenBorn }, null);
    }

    /// <summary>What is written when the record is born: hub defaults fill what the partner did not send.</summary>
    private ReadOnlyMemory<byte> WithHubDefaults(ReadOnlyMemory<byte> fields, ReadOnlyMemory<byte> said, RecordKey key)
    {
        var filled = new ArrayBufferWriter<byte>(said.Length + 256);
        return mapping.ToHub(fields.Span, hubDefaults: true, filled).IsFault ? said : WithHubKey(filled.WrittenMemory, key);
    }

    /// <summary>
    /// The key tells which record is meant, and is no value to be merged: it stands in the hub's own form, whatever form the
    /// partner gives it (<c>"42"</c> for 42).
    /// </summary>
    private static ReadOnlyMemory<byte> WithHubKey(ReadOnlyMemory<byte> words, RecordKey key)
    {
        if (!key.Json.StartsWith('{'))
        {
            return words;
        }

        var columns = Encoding.UTF8.GetBytes(key.Json);
        if (IsInHubsForm(words.Span, columns))
        {
            return words;
        }

        var output = new ArrayBufferWriter<byte>(words.Length + columns.Length);
        using (var writer = new Utf8JsonWriter(output, new JsonWriterOptions { SkipValidation = true }))
        {
            writer.WriteStartObject();
            var walk = new JsonFields(words.Span);
            while (walk.Next())
            {
                var own = JsonFields.Find(columns, walk.Name);
                writer.WritePropertyName(walk.Name);
                writer.WriteRawValue(own.IsEmpty ? walk.Value : own, skipInputValidation: true);
            }

            writer.WriteEndObject();
        }

        return output.WrittenMemory;
    }

    private static bool IsInHubsForm(ReadOnlySpan<byte> words, ReadOnlySpan<byte> columns)
    {
        var walk = new JsonFields(columns);
        while (walk.Next())
        {
            var said = JsonFields.Find(words, walk.Name);
            if (!said.IsEmpty && !said.SequenceEqual(walk.Value))
            {
                return false;
            }
        }

        return true;
    }

    private byte[] WithNulls(ReadOnlyMemory<byte> said)
    {
        var whole = new ArrayBufferWriter<byte>(said.Length + 64);
        using (var writer = new Utf8JsonWriter(whole))
        {
            writer.WriteStartObject();
            foreach (var field in mapping.HubFields.Where(mapping.CanReceive))
            {
                if (JsonFields.Find(said.Span, field).IsEmpty)
                {
                    writer.WriteNull(field);
                }
            }

            var walk = new JsonFields(said.Span);
            while (walk.Next())
            {
                writer.WritePropertyName(walk.Name);
                writer.WriteRawValue(walk.Value, skipInputValidation: true);
            }

            writer.WriteEndObject();
        }

        return whole.WrittenSpan.ToArray();
    }
}
