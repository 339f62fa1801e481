using System.Buffers;
using HmsSync.Configuration;
using HmsSync.Deliver;
using HmsSync.Deliver.Auth;
using HmsSync.Govern;
using HmsSync.Map;
using HmsSync.Sdk;
using HmsSync.Views;

namespace HmsSync.Lanes.Records;

/// <summary>Makes the one call that tells a partner with records of a difference.</summary>
internal sealed class RecordPush(
    PartnerPlan partner, int mirrorLane, PartnerAdapter adapter, IdempotencyKey keys, Traces traces, TimeProvider clock)
{
    private readonly BodyAuth? _bodyAuth = BodyAuth.For(partner.Auth);

    public bool Can(string table, ChangeOp op) => adapter.Capabilities(table).HasFlag(op switch
    {
        ChangeOp.Insert => RecordCapabilities.Insert,
        ChangeOp.Update => RecordCapabilities.Update,
        _ => RecordCapabilities.Delete,
    });

    /// <summary>A write without a condition, where one could be made, might undo what nobody has seen yet.</summary>
    public bool MustKnowTheVersion(string table, LinkRow link)
        => link.IsThere && link.Version is null && TakesConditions(table);

    /// <summary>A write can be made on condition that the record is still the one that was seen.</summary>
    public bool TakesConditions(string table) => adapter.Capabilities(table).HasFlag(RecordCapabilities.ConditionalWrites);

    /// <summary>
    /// The same call made again, after one of unknown outcome, cannot undo what was written in between, nor make a record twice: a
    /// condition does not keep a POST from that.
    /// </summary>
    public bool IsSafeToRepeat(RecordsPlan records, ChangeOp op)
    {
        var capabilities = adapter.Capabilities(records.Table);
        return capabilities.HasFlag(RecordCapabilities.IdempotencyKeys)
            || (capabilities.HasFlag(RecordCapabilities.ConditionalWrites)
                && (op != ChangeOp.Insert || records.Settings.Calls.Insert?.Method == "PUT"));
    }

    public async Task<Pushed> SendAsync(
        OwedEvent owed, RecordsPlan records, LinkRow link, RecordTelling telling, CancellationToken cancellation)
    {
        if (Render(records, owed, telling, out var body, out var changed) is { IsFault: true } fault)
        {
            return new Pushed(
                DeliveryResult.Failed(FailureKind.Unbuildable, fault.Code, $"mapping: field {fault.Field}"), null, null, false);
        }

        var outcome = await PartnerCall.PushAsync(
            partner, adapter, Request(owed, records, link, telling, body, changed), clock, cancellation);
        var answer = outcome.Record;
        return new Pushed(
            null,
            outcome,
            answer.IsEmpty ? null : records.KeyOf(answer.Span),
            !answer.IsEmpty && Differs(records, telling, answer, owed.Event.Key));
    }

    /// <summary>What the partner keeps is not what it was sent, beyond what the mapping calls the same.</summary>
    private static bool Differs(RecordsPlan records, RecordTelling telling, ReadOnlyMemory<byte> answer, Changes.RecordKey key)
    {
        var kept = new ArrayBufferWriter<byte>(answer.Length + 64);
        if (records.Mapping.ToHub(answer.Span, hubDefaults: false, kept).IsFault)
        {
            return true;
        }

        // The key may have another form there, and is the same record all the same.
        var columns = Changes.JsonOverlay.Names(System.Text.Encoding.UTF8.GetBytes(key.Json));
        var fields = new Changes.JsonFields(kept.WrittenSpan);
        while (fields.Next())
        {
            if (columns.Contains(fields.Name))
            {
                continue;
            }

            var sent = Changes.JsonFields.Find(telling.Fields.Span, fields.Name);
            if (!sent.IsEmpty && !records.Mapping.Equality.Same(Changes.FieldPath.TextOf(fields.Name), sent, fields.Value))
            {
                return true;
            }
        }

        return false;
    }

    private MapResult Render(
        RecordsPlan records, OwedEvent owed, RecordTelling telling, out ReadOnlyMemory<byte> body, out ReadOnlyMemory<byte> changed)
    {
        var isDelete = telling.Op == ChangeOp.Delete;
        var fields = isDelete ? System.Text.Encoding.UTF8.GetBytes(owed.Event.Key.Json) : telling.Fields;
        var (whole, part) = (new ArrayBufferWriter<byte>(), new ArrayBufferWriter<byte>());
        var viewer = new Viewer(partner.Name, records.Mapping, Defaults: telling.Op == ChangeOp.Insert);
        var result = WayOut.Write(new RawPayload(records.Table, fields), viewer, whole);
        if (!result.IsFault && telling.Op == ChangeOp.Update)
        {
            result = WayOut.Write(new RawPayload(records.Table, telling.Changed), viewer, part);
        }

        (body, changed) = (WithAuth(whole), part.WrittenCount == 0 ? default : WithAuth(part));
        return result;
    }

    private ReadOnlyMemory<byte> WithAuth(ArrayBufferWriter<byte> body)
    {
        if (_bodyAuth is null)
        {
            return body.WrittenMemory;
        }

        var signed = new ArrayBufferWriter<byte>(body.WrittenCount + 64);
        _bodyAuth.Render(body.WrittenSpan, signed);
        return signed.WrittenMemory;
    }

    private PushRequest Request(
        OwedEvent owed,
        RecordsPlan records,
        LinkRow link,
        RecordTelling telling,
        ReadOnlyMemory<byte> body,
        ReadOnlyMemory<byte> changed) => new()
        {
            // Invariant 3: what is told is decided anew when the link has moved on, and is another body with a key of its own.
            IdempotencyKey = keys.Of(owed.PartnerSeq, link.Revision),
            Op = telling.Op!.Value,
            Topic = records.Table,
            Key = owed.Event.Key.Json,
            Seq = owed.Event.Seq.Value,
            PartnerSeq = owed.PartnerSeq.Value,
            Replay = owed.Replay,
            Source = owed.Event.Source.Name,
            Time = owed.Event.Time.ToDateTimeOffset(),
            TraceParent = traces.Of(mirrorLane, owed),
            Body = body,
            Changed = changed,
            PartnerKey = RecordReader.PartnerKeyOf(partner.Name, records, owed.Event.Key, link),
            IfVersion = link.Version,
        };
}

/// <param name="Fault">It could not be made; null: it was.</param>
/// <param name="Outcome">What the partner answered.</param>
/// <param name="PartnerKey">The record's key there, where the answer tells it.</param>
/// <param name="Differs">It keeps other values than it was sent.</param>
internal readonly record struct Pushed(DeliveryResult? Fault, PushOutcome? Outcome, string? PartnerKey, bool Differs);
