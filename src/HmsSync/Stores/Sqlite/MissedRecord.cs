namespace HmsSync.Stores.Sqlite;

/// <summary>A record that is linked and was not listed.</summary>
/// <param name="Record">The store's number of the hub record.</param>
/// <param name="Revision">Of its link.</param>
internal readonly record struct MissedRecord(long Record, int Revision);
