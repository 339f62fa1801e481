namespace HmsSync.Govern;

/// <summary>A payload in hub words as it came, before policy: no writer outside the store accepts one (invariant 9).</summary>
/// <param name="Topic">Hub table, or topic of a business event; policy classifies by it.</param>
/// <param name="Fields">A JSON object in UTF-8.</param>
internal readonly record struct RawPayload(string Topic, ReadOnlyMemory<byte> Fields);

/// <summary>A payload that policy has run on; only <see cref="GovernStage"/> makes one.</summary>
internal readonly struct GovernedPayload
{
    internal GovernedPayload(ReadOnlyMemory<byte> fields) => Fields = fields;

    /// <summary>A JSON object in UTF-8, hub words, with what the viewer may see.</summary>
    public ReadOnlyMemory<byte> Fields { get; }
}
