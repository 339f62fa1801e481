using System.Buffers;

namespace HmsSync.Map;

/// <summary>One mapping file, compiled for both directions. Pure, immutable, shared by threads.</summary>
internal sealed class MappingPlan
{
    /// <summary>Every field goes through under its own name.</summary>
    public static readonly MappingPlan Identity = new();

    /// <summary>Changes when the same input could map to other bytes.</summary>
    public string Fingerprint { get; } = "";

    /// <summary>Hub words to partner words.</summary>
    /// <param name="fields">A JSON object in UTF-8.</param>
    /// <param name="defaults">Whether the mapping's defaults fill what is absent (inserts and flat pushes).</param>
    /// <param name="output">Receives one JSON object.</param>
    public MapResult ToPartner(ReadOnlySpan<byte> fields, bool defaults, IBufferWriter<byte> output)
    {
        output.Write(fields);
        return defaults && Fingerprint.Length > 0 ? new MapResult("not_built", "") : MapResult.Mapped;
    }

    /// <summary>Partner words to hub words; a field that did not come stays absent.</summary>
    /// <param name="fields">A JSON object in UTF-8.</param>
    /// <param name="hubDefaults">Whether hub defaults fill what is absent (a record born at the partner).</param>
    /// <param name="output">Receives one JSON object.</param>
    public MapResult ToHub(ReadOnlySpan<byte> fields, bool hubDefaults, IBufferWriter<byte> output)
    {
        output.Write(fields);
        return hubDefaults && Fingerprint.Length > 0 ? new MapResult("not_built", "") : MapResult.Mapped;
    }

    /// <summary>The partner's name of a hub field; null: it is not sent.</summary>
    public string? PartnerFieldOf(string hubField) => Fingerprint.Length == 0 ? hubField : null;
}
