namespace HmsSync.Changes;

/// <summary>Which record of the hub.</summary>
/// <param name="Table">Hub table.</param>
/// <param name="Key">Its key there.</param>
internal readonly record struct RecordName(string Table, RecordKey Key);
