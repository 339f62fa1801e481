using System.Text;
using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Journal;
using HmsSync.Sdk;

namespace HmsSync.Lanes.Records;

/// <summary>
/// Journals what a lane found at its partner as the partner's own change: what two sides make of a record is decided in one
/// place, the lane to the hub, whichever way it came to light.
/// </summary>
internal sealed class PartnerReports(Participant partner, EventJournal journal, TimeProvider clock)
{
    /// <summary>Where the partner makes the keys its events are known by those, unless the link knows better.</summary>
    public RecordKey KeyFor(OwedEvent owed, RecordsPlan records, string? partnerKey)
        => records.KeyByPartner && partnerKey is not null
            ? RecordKey.OfPartner(partner, records.KeyField, partnerKey)
            : owed.Event.Key;

    /// <param name="records">How the table is kept there.</param>
    /// <param name="key">The hub record's.</param>
    /// <param name="record">As it stands there, partner words; empty: there is no such record.</param>
    /// <param name="keyFields">The record's mapped key, for one that is not there.</param>
    /// <param name="ours">Fields, in hub words, that are as we told them: they are not the partner's doing.</param>
    public Task FoundAsync(
        RecordsPlan records,
        RecordKey key,
        ReadOnlyMemory<byte> record,
        ReadOnlyMemory<byte> keyFields,
        ReadOnlyMemory<byte> ours = default)
        => journal.AppendAsync([new NewEvent
        {
            Source = partner,
            Topic = records.Table,
            Op = record.IsEmpty ? ChangeOp.Delete : ChangeOp.Update,
            Key = key,
            Via = records.Via,
            Fields = record.IsEmpty ? (keyFields.IsEmpty ? Encoding.UTF8.GetBytes("{}") : keyFields) : record,
            Was = ours,
            At = EventTime.From(clock.GetUtcNow()),
        }]);
}
