namespace HmsSync.Hosting.Control;

/// <summary>What became of a person's answer to a conflict.</summary>
/// <param name="Kind">Whether it was taken.</param>
/// <param name="Code">Stable, lower snake case; empty: it was taken.</param>
/// <param name="Detail">What is wrong and what to do; names fields, never values.</param>
/// <param name="Field">The part of the request to blame; null: none.</param>
internal sealed record ConflictEnd(ConflictEndKind Kind, string Code, string Detail, string? Field = null)
{
    public static readonly ConflictEnd Taken = new(ConflictEndKind.Taken, "", "");

    public static readonly ConflictEnd NotFound = new(
        ConflictEndKind.NotFound, "unknown_conflict", "No conflict has this id; `hms-sync conflicts list --all` shows them.");

    public static ConflictEnd Conflict(string code, string detail) => new(ConflictEndKind.Conflict, code, detail);

    public static ConflictEnd Bad(string code, string detail, string field) => new(ConflictEndKind.Bad, code, detail, field);
}

internal enum ConflictEndKind
{
    /// <summary>It is durable; the lane to the hub brings it there.</summary>
    Taken,

    NotFound,

    /// <summary>The row is not in a state for it.</summary>
    Conflict,

    /// <summary>The answer is none that this conflict can have.</summary>
    Bad,
}
