using System.Buffers;
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
    public (PartnerState State, DeliveryResult? Fault) Read(ReadOnlyMemory<byte> fields, bool full)
    {
        var said = new ArrayBufferWriter<byte>(fields.Length + 256);
        var mapped = mapping.ToHub(fields.Span, hubDefaults: false, said);
        if (mapped.IsFault)
        {
            return (new PartnerState(), DeliveryResult.Failed(
                Sdk.FailureKind.Unbuildable, mapped.Code, $"mapping: field {mapped.Field}"));
        }

        var words = full ? WithNulls(said.WrittenMemory) : said.WrittenMemory;
        var governed = GovernStage.Apply(new RawPayload(table, words), Participant.Hub);
        return (new PartnerState { Fields = governed.Fields, WhenBorn = WithHubDefaults(fields, governed.Fields) }, null);
    }

    /// <summary>What is written when the record is born: hub defaults fill what the partner did not send.</summary>
    private ReadOnlyMemory<byte> WithHubDefaults(ReadOnlyMemory<byte> fields, ReadOnlyMemory<byte> said)
    {
        var filled = new ArrayBufferWriter<byte>(said.Length + 256);
        return mapping.ToHub(fields.Span, hubDefaults: true, filled).IsFault ? said : filled.WrittenMemory;
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
