using HmsSync.Changes;
using HmsSync.Lanes;

namespace HmsSync.Hosting.Listings;

/// <summary>One record as a partner's listing shows it.</summary>
/// <param name="Event">As it is journaled.</param>
/// <param name="PartnerKey">Its key there, where the partner makes the keys.</param>
/// <param name="Told">The hub's key as the partner's own tells it; none: the partner makes the keys, or it cannot be told.</param>
/// <param name="Words">Hub words; empty: it cannot be read.</param>
/// <param name="Linked">The hub record that it is linked to; none: to none.</param>
internal readonly record struct ListedRecord(
    NewEvent Event, string? PartnerKey, RecordKey Told, ReadOnlyMemory<byte> Words, RecordKey Linked)
{
    /// <summary>The store's number of the hub record; 0: it has none.</summary>
    public long Number { get; init; }

    /// <summary>What is known of it there.</summary>
    public LinkRow Link { get; init; } = LinkRow.None;

    public bool IsReadable => !Event.Key.IsUntold && !Words.IsEmpty;
}
