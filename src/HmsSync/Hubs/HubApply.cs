using HmsSync.Changes;

namespace HmsSync.Hubs;

/// <summary>One delivery to the hub. <paramref name="Decide"/> is called in the transaction, once or more.</summary>
/// <param name="Table">Hub table.</param>
/// <param name="Key">Hub key.</param>
/// <param name="Tag">Set as the origin of every row change this delivery makes.</param>
/// <param name="Decide">
/// From the record as it stands (null: not there), read for update, and the other records of its table to what is to be
/// written. Pure.
/// </param>
internal sealed record HubApply(
    string Table, RecordKey Key, ApplyTag Tag, Func<ReadOnlyMemory<byte>?, IHubRows, HubWrite> Decide);

/// <summary>What to write: the decision of resolve.</summary>
/// <param name="Kind">What to do with the record.</param>
/// <param name="Fields">Hub names and values to set, as a JSON object; others are left alone.</param>
internal readonly record struct HubWrite(HubWriteKind Kind, ReadOnlyMemory<byte> Fields)
{
    public static readonly HubWrite Nothing = new(HubWriteKind.Nothing, default);

    /// <summary>
    /// Other records of the table that change because of this one: all of them with it, or none. They are updated or deleted,
    /// before it is written (the place must be free when it comes), under the tag that <see cref="OtherTag"/> says.
    /// </summary>
    public IReadOnlyList<OtherWrite> Others { get; init; } = [];

    /// <summary>The origin of the others' changes; null: the delivery's own.</summary>
    public ApplyTag? OtherTag { get; init; }

    public bool ChangesOthers => Others is { Count: > 0 };
}

/// <summary>A change of another record.</summary>
/// <param name="Key">Hub key.</param>
/// <param name="Kind">Update or delete.</param>
/// <param name="Fields">As in <see cref="HubWrite"/>.</param>
internal sealed record OtherWrite(RecordKey Key, HubWriteKind Kind, ReadOnlyMemory<byte> Fields);

internal enum HubWriteKind
{
    /// <summary>The hub already holds it.</summary>
    Nothing,
    Insert,
    Update,
    Delete,
}

/// <summary>What came of one apply.</summary>
/// <param name="Kind">What became of it.</param>
/// <param name="Code">Stable, lower snake case: <c>foreign_key</c>, <c>constraint</c>, <c>unknown_field</c>; <c>ok</c>.</param>
/// <param name="Detail">For an operator; names columns and constraints, never values.</param>
internal sealed record ApplyResult(ApplyResultKind Kind, string Code, string? Detail)
{
    /// <summary>The key that the database made, for a delivery that came without one; else none.</summary>
    public RecordKey MadeKey { get; init; } = RecordKey.None;
}

internal enum ApplyResultKind
{
    Written,

    /// <summary>The hub already held it; nothing was written.</summary>
    Agreed,

    /// <summary>A foreign key refused it: the parent may still be on its way.</summary>
    WaitForParent,

    /// <summary>The hub refuses this record, whatever the number of tries.</summary>
    Refused,

    /// <summary>Another transaction of the hub keeps the record, or what it needs, to itself: it alone waits.</summary>
    Locked,

    /// <summary>The hub is busy or away: try again.</summary>
    Unavailable,

    /// <summary>
    /// The hub was lost while it committed: it may have been written. It must not be applied again before the feed has shown
    /// all that the hub holds.
    /// </summary>
    Unknown,
}
