using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using HmsSync.Changes;
using HmsSync.Map;

namespace HmsSync.Lanes.Meetings;

/// <summary>
/// Makes one number of the fields that make two records one: the same for values that the mapping calls the same. Pure.
/// </summary>
internal sealed class MatchKey(MappingPlan mapping, IReadOnlyList<string> fields)
{
    private const int DigestBytes = 16;

    public IReadOnlyList<string> Fields => fields;

    /// <param name="record">A JSON object, hub words, from either side.</param>
    /// <returns>Null: a field is missing or null, and what is not known is like nothing else.</returns>
    public UInt128? Of(ReadOnlySpan<byte> record)
    {
        // There and back: what the partner's form cannot tell apart must not tell records apart.
        var (there, back) = (new ArrayBufferWriter<byte>(), new ArrayBufferWriter<byte>());
        var own = JsonOverlay.Pick(record, field => fields.Contains(field));
        if (mapping.ToPartner(own, defaults: false, there).IsFault
            || mapping.ToHub(there.WrittenSpan, hubDefaults: false, back).IsFault)
        {
            return null;
        }

        var text = new StringBuilder();
        foreach (var field in fields)
        {
            var value = JsonFields.Find(back.WrittenSpan, field);
            if (value.IsEmpty || mapping.Equality.Canonical(FieldPath.TextOf(field), value) is not { } canonical)
            {
                return null;
            }

            text.Append(canonical.Length).Append(':').Append(canonical);
        }

        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()));
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(digest.AsSpan(0, DigestBytes));
    }
}
