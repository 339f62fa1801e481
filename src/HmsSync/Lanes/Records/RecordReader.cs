using System.Buffers;
using System.Text;
using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Deliver;
using HmsSync.Map;
using HmsSync.Sdk;

namespace HmsSync.Lanes.Records;

/// <summary>Reads single records at a partner, each call under its own deadline.</summary>
internal sealed class RecordReader(PartnerPlan partner, PartnerAdapter adapter, TimeProvider clock)
{
    /// <summary>The record as it stands there now.</summary>
    public Task<RecordOutcome> ReadAsync(RecordsPlan records, RecordKey key, string? partnerKey, CancellationToken cancellation)
        => UnderDeadlineAsync(deadline => adapter.ReadAsync(Query(records, key, partnerKey), deadline), cancellation);

    /// <summary>A record can be found there without its key.</summary>
    public bool CanFind(string table) => adapter.Capabilities(table).HasFlag(RecordCapabilities.Find);

    /// <summary>The record that was made for a hub record, whatever key it got: by search, or where keys are ours by reading it.</summary>
    public Task<RecordOutcome> LookAsync(RecordsPlan records, RecordKey key, string? partnerKey, CancellationToken cancellation)
        => UnderDeadlineAsync(
            deadline => partnerKey is null && CanFind(records.Table)
                ? adapter.FindAsync(Query(records, key, null), deadline)
                : adapter.ReadAsync(Query(records, key, partnerKey), deadline),
            cancellation);

    /// <summary>The mapped key fields of a hub record, partner words.</summary>
    public static ReadOnlyMemory<byte> KeyFields(MappingPlan mapping, RecordKey key)
    {
        if (key.IsNone)
        {
            return "{}"u8.ToArray();
        }

        var fields = new ArrayBufferWriter<byte>();
        return mapping.ToPartner(Encoding.UTF8.GetBytes(key.Json), defaults: false, fields).IsFault
            ? default
            : fields.WrittenMemory;
    }

    /// <summary>
    /// The key at the partner: what the link knows, or what the key itself says of a record that is in no hub, or where keys are ours
    /// the mapped hub key; null: not known.
    /// </summary>
    public static string? PartnerKeyOf(Participant partner, RecordsPlan records, RecordKey key, LinkRow link)
        => link.PartnerKey ?? (records.KeyByPartner
            ? key.AtPartner(partner, records.KeyField)
            : records.KeyOf(KeyFields(records.Mapping, key).Span));

    private static RecordQuery Query(RecordsPlan records, RecordKey key, string? partnerKey) => new()
    {
        Table = records.Table,
        Key = key.Json,
        PartnerKey = partnerKey,
        KeyFields = KeyFields(records.Mapping, key),
    };

    private Task<RecordOutcome> UnderDeadlineAsync(
        Func<CancellationToken, Task<RecordOutcome>> call, CancellationToken cancellation)
        => PartnerCall.AskAsync(
            partner, clock, call, static (call, deadline) => call(deadline), RecordOutcome.Failed, cancellation);
}
