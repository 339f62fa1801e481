namespace HmsSync.Changes;

/// <summary>
/// The hub key of a record as one canonical line of ASCII JSON, an object of the key columns in key order
/// (<c>{"id":42}</c>); of a business event the key it was published with, as a JSON string, or empty.
/// </summary>
internal readonly record struct RecordKey(string Json)
{
    public static readonly RecordKey None = new("");

    public bool IsNone => Json.Length == 0;

    /// <summary>True for a change whose key nobody can tell: it is journaled and parks.</summary>
    public bool IsUntold => Json.StartsWith('[');

    /// <summary>Stands for the key of a change that names none; an array, which no table's key is.</summary>
    /// <param name="unique">ASCII letters and digits; makes it a record of its own.</param>
    public static RecordKey Untold(string unique) => new($"[\"{unique}\"]");

    public override string ToString() => Json;
}
