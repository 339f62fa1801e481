using HmsSync.Changes;

namespace HmsSync.Lanes;

/// <summary>What a partner says of one record, in hub words and governed.</summary>
internal sealed record PartnerState
{
    /// <summary>A JSON object; a field that is not there was not said (invariant 8).</summary>
    public ReadOnlyMemory<byte> Fields { get; init; }

    /// <summary>The same with the hub defaults of the mapping: for a record that is born in the hub.</summary>
    public ReadOnlyMemory<byte> WhenBorn { get; init; }

    /// <summary>The partner says that it has no such record (any more).</summary>
    public bool IsGone { get; init; }

    /// <summary>It says that the record is new.</summary>
    public bool IsNew { get; init; }

    /// <summary>The partner's version of it; null: it said none.</summary>
    public string? Version { get; init; }

    /// <summary>The record's key at the partner, as JSON; null: the mapped hub key.</summary>
    public string? PartnerKey { get; init; }

    /// <summary>It was made after this …</summary>
    public EventTime From { get; init; }

    /// <summary>… and not after this.</summary>
    public EventTime To { get; init; }
}
