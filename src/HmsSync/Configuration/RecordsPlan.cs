using HmsSync.Changes;
using HmsSync.Map;
using HmsSync.Sdk;

namespace HmsSync.Configuration;

/// <summary>One entry of <c>records</c>: a hub table whose records a partner answers for, both ways.</summary>
/// <param name="Table">Hub table.</param>
/// <param name="Mapping">Both directions; the routes of this table have the same.</param>
/// <param name="Settings">What the adapter is given.</param>
internal sealed record RecordsPlan(string Table, MappingPlan Mapping, RecordsSettings Settings)
{
    private const string ViaPrefix = "records/";
    private const string MeetingPrefix = "meeting/";

    /// <summary>What the partner may do to the hub.</summary>
    public IReadOnlySet<ChangeOp> Ops { get; init; }
        = new HashSet<ChangeOp> { ChangeOp.Insert, ChangeOp.Update, ChangeOp.Delete };

    /// <summary>The partner field with the record's key, as a path.</summary>
    public required string KeyField { get; init; }

    /// <summary>The partner makes its own keys; the link keeps both.</summary>
    public bool KeyByPartner => Settings.PartnerMakesKeys;

    /// <summary>Reads, list and changes give whole records: a mapped field that is missing is null.</summary>
    public bool Full => Settings.Full;

    /// <summary>Single records can be read: a doorbell of the table is a hint.</summary>
    public bool CanRead => Settings.Calls.Read is not null;

    /// <summary>Deletes in the hub are sent.</summary>
    public bool CanDelete => Settings.Calls.Delete is not null;

    /// <summary>There is something for <c>receive.poll</c> to read.</summary>
    public bool CanPoll => Settings.Calls.Changes is not null || CanList;

    /// <summary>All records can be read, so what is missing among them can be told.</summary>
    public bool CanList => Settings.Calls.List is not null;

    /// <summary>By what its polled events came (<see cref="NewEvent.Via"/>); no doorbell can have this name.</summary>
    public string Via => ViaPrefix + Table;

    /// <summary>By what the events of its listing at the first meeting came; no doorbell can have this name.</summary>
    public string MeetingVia => MeetingPrefix + Table;

    /// <summary>The record's key at the partner, canonical (<see cref="PartnerKey"/>); null: the record does not tell it.</summary>
    /// <param name="record">A strict JSON object, partner words.</param>
    public string? KeyOf(ReadOnlySpan<byte> record) => PartnerKey.Of(record, Settings.KeyField);
}
