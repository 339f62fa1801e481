namespace HmsSync.Changes;

/// <summary>
/// The hub key of a record as one canonical line of ASCII JSON, an object of the key columns in key order
/// (<c>{"id":42}</c>); of a business event the key it was published with, as a JSON string, or empty.
/// </summary>
internal readonly record struct RecordKey(string Json)
{
    public static readonly RecordKey None = new("");

    public bool IsNone => Json.Length == 0;

    public override string ToString() => Json;
}
