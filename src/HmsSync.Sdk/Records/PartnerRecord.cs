namespace HmsSync.Sdk;

/// <summary>One record as a partner gave it.</summary>
public sealed record PartnerRecord
{
    /// <summary>A JSON object in UTF-8, partner words, byte for byte as it came.</summary>
    public required ReadOnlyMemory<byte> Fields { get; init; }

    /// <summary>Opaque, without an order; goes back verbatim as <see cref="PushRequest.IfVersion"/>. Null: none.</summary>
    public string? Version { get; init; }

    /// <summary>The partner's own stamp of the change; null: it gives none that can be read.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>An item that says that the record is gone: its fields may be the key alone.</summary>
    public bool Deleted { get; init; }
}
