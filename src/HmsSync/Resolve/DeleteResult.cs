namespace HmsSync.Resolve;

/// <param name="Kind">What is to be done in the hub.</param>
/// <param name="Write">The record to insert; empty for the other kinds.</param>
/// <param name="Conflict">Who lost, or what is left to a person; null: only one side did something.</param>
/// <param name="Held">The whole record is held now: neither direction writes it.</param>
internal sealed record DeleteResult(DeleteKind Kind, ReadOnlyMemory<byte> Write, FieldConflict? Conflict, bool Held)
{
    public static readonly DeleteResult Nothing = new(DeleteKind.Nothing, default, null, false);
}

internal enum DeleteKind
{
    /// <summary>The hub stays as it is; what it still owes the partner (the row again, or the delete) goes out.</summary>
    Nothing,

    /// <summary>The hub's row is deleted.</summary>
    Delete,

    /// <summary>The row is born; where there was a link: again, as another incarnation.</summary>
    Insert,
}
