using HmsSync.Changes;

namespace HmsSync.Hosting.Meetings;

/// <summary>One record as a partner's listing shows it.</summary>
/// <param name="Event">As it is journaled.</param>
/// <param name="PartnerKey">Its key there, where the partner makes the keys.</param>
/// <param name="Told">The hub's key as the partner's own tells it; none: the partner makes the keys, or it cannot be told.</param>
/// <param name="Words">Hub words; empty: it cannot be read.</param>
/// <param name="Linked">The hub record that it is linked to; none: to none.</param>
internal readonly record struct ListedRecord(
    NewEvent Event, string? PartnerKey, RecordKey Told, ReadOnlyMemory<byte> Words, RecordKey Linked)
{
    public bool IsReadable => !Event.Key.IsUntold && !Words.IsEmpty;
}
