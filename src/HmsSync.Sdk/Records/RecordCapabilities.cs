namespace HmsSync.Sdk;

/// <summary>What can be done with the records of one table at a partner; the engine asks for nothing else.</summary>
[Flags]
public enum RecordCapabilities
{
    /// <summary>No records: each delivery is a call of its own.</summary>
    None = 0,

    /// <summary><see cref="PartnerAdapter.PushAsync"/> makes records.</summary>
    Insert = 1 << 0,

    /// <summary>… changes them.</summary>
    Update = 1 << 1,

    /// <summary>… takes them away.</summary>
    Delete = 1 << 2,

    /// <summary><see cref="PartnerAdapter.ReadAsync"/>.</summary>
    Read = 1 << 3,

    /// <summary><see cref="PartnerAdapter.FindAsync"/>: asked before a create of unknown outcome is repeated.</summary>
    Find = 1 << 4,

    /// <summary><see cref="PartnerAdapter.ListAsync"/>.</summary>
    List = 1 << 5,

    /// <summary><see cref="PartnerAdapter.PullAsync"/>.</summary>
    Changes = 1 << 6,

    /// <summary>A write that is made on an older version is refused with <see cref="FailureKind.Conflict"/>.</summary>
    ConditionalWrites = 1 << 7,

    /// <summary>The same idempotency key again does nothing twice: the partner promises it.</summary>
    IdempotencyKeys = 1 << 8,

    /// <summary>The partner makes the keys of its records; they are learned from its answers.</summary>
    OwnKeys = 1 << 9,
}
