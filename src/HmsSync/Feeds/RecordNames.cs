using System.Buffers;
using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Hubs;
using HmsSync.Map;

namespace HmsSync.Feeds;

/// <summary>
/// Tells which record a partner's words are about, looking at its key alone: the hub's where keys are ours, the partner's own
/// where it makes them.
/// </summary>
internal sealed class RecordNames(IHubKeys keys)
{
    /// <param name="partner">Who says it.</param>
    /// <param name="records">How the table is kept there.</param>
    /// <param name="mapping">By which its words are read.</param>
    /// <param name="record">A strict JSON object, partner words.</param>
    /// <exception cref="HubStoppedException">The hub cannot be asked for its keys.</exception>
    public HubKey Of(Participant partner, RecordsPlan records, MappingPlan mapping, ReadOnlySpan<byte> record)
    {
        if (records.KeyByPartner)
        {
            return records.KeyOf(record) is { } own
                ? new HubKey(RecordKey.OfPartner(partner, records.KeyField, own), "")
                : new HubKey(RecordKey.None, records.KeyField);
        }

        var columns = keys.Columns(records.Table);
        var hubWords = new ArrayBufferWriter<byte>(64);
        var mapped = mapping.ToHubKey(record, columns, hubWords);
        return mapped.IsFault ? new HubKey(RecordKey.None, mapped.Field) : keys.Of(records.Table, hubWords.WrittenSpan);
    }
}
