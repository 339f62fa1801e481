using HmsSync.Changes;

namespace HmsSync.Hubs;

/// <summary>Reads the hub's records as they stand now, beside its feed and its writer. Safe for several callers.</summary>
internal interface IHubRecords : IDisposable
{
    /// <summary>The next records of a table, in key order.</summary>
    /// <param name="table">A configured table.</param>
    /// <param name="after">Empty: from the first; else what the page before said.</param>
    /// <param name="max">At most this many; a page may hold fewer and yet not be the last.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="Feeds.HubStoppedException">The hub cannot be read now, or the table is held.</exception>
    Task<HubRecordPage> ListAsync(string table, string after, int max, CancellationToken cancellation);

    /// <summary>One record; null: it is not there.</summary>
    /// <exception cref="Feeds.HubStoppedException">The hub cannot be read now.</exception>
    Task<ReadOnlyMemory<byte>?> ReadAsync(string table, RecordKey key, CancellationToken cancellation);

    /// <summary>The key's columns; none when the hub has no such table.</summary>
    /// <exception cref="Feeds.HubStoppedException">The hub cannot be read now.</exception>
    IReadOnlyList<string> KeyColumns(string table);

    /// <summary>The key of a record in the form the hub's feed gives it; none: the fields do not tell it.</summary>
    /// <param name="table">A configured table.</param>
    /// <param name="fields">A JSON object, hub words.</param>
    /// <exception cref="Feeds.HubStoppedException">The hub cannot be read now.</exception>
    RecordKey KeyOf(string table, ReadOnlySpan<byte> fields);
}

/// <param name="Records">In key order.</param>
/// <param name="Next">Where the next page begins, opaque; null: this was the last one.</param>
internal sealed record HubRecordPage(IReadOnlyList<HubRecord> Records, string? Next);

/// <param name="Key">The hub's.</param>
/// <param name="Fields">A JSON object, hub words.</param>
internal readonly record struct HubRecord(RecordKey Key, ReadOnlyMemory<byte> Fields);
