namespace HmsSync.Hosting.Checking;

/// <summary>What of a hub table the configuration is held against.</summary>
/// <param name="Table">As the configuration calls it.</param>
/// <param name="Key">The key's columns, in key order.</param>
/// <param name="Columns">Those that hold data of their own, by name.</param>
/// <param name="GivesKeysAgain">The database gives a new record the key of one that was deleted.</param>
internal sealed record TableFacts(
    string Table, IReadOnlyList<string> Key, IReadOnlyDictionary<string, ColumnFacts> Columns, bool GivesKeysAgain);

/// <param name="Type">As declared, or of SQLite its affinity; empty: values of any type.</param>
/// <param name="HoldsUuid">A text of 36 characters fits.</param>
/// <param name="IsMade">The database fills it where an insert does not.</param>
internal sealed record ColumnFacts(string Type, bool HoldsUuid, bool IsMade);
