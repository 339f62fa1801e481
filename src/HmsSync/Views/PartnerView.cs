using System.Text;
using HmsSync.Changes;
using HmsSync.Govern;
using HmsSync.Map;
using HmsSync.Sdk;
using HmsSync.Stores.Sqlite;
using HmsSync.Stores.Sqlite.Reading;

namespace HmsSync.Views;

/// <summary>Writes the idempotency key that a push of this delivery carries: 22 characters.</summary>
internal delegate void PushKey(PartnerSeq number, Span<byte> ascii);

/// <summary>
/// What a partner is owed, in its own words and by its own numbers; what cannot be shown is told as withheld and never
/// skipped, so that a hole proves a loss.
/// </summary>
internal sealed class PartnerView(StoreReaders readers, ulong epoch, int lane, PartnerShape shape, PushKey keys, HubWords words)
    : EventView(readers, epoch, lane)
{
    private const int KeyLength = 22;

    private readonly int _lane = lane;

    protected override long Newest(StoreReader reader) => reader.Lanes.LastOwed(_lane).Value;

    // What the lane owes from before a part that has lapsed is kept singly, and is whole in this view.
    protected override long Whole(StoreReader reader) => 1;

    protected override long Kept(StoreReader reader) => reader.Views.FirstOwed(_lane, 1)?.Number ?? Newest(reader) + 1;

    protected override long FirstSince(StoreReader reader, EventTime time)
        => reader.Views.FirstOwedSince(_lane, time, Newest(reader));

    protected override void ReadRows(StoreReader reader, long after, IViewRows rows)
        => reader.Views.Owed(_lane, after, MostRows, rows);

    protected override bool Render(in ViewRow row, FrameBuffer into)
    {
        into.Add("{\"seq\":"u8);
        into.Add(row.Seq);
        into.Add(",\"partner_seq\":"u8);
        into.Add(row.Position);
        var told = into.Length;
        into.Add(",\"id\":\""u8);
        keys(new PartnerSeq(row.Position), into.GetSpan(KeyLength));
        into.Advance(KeyLength);
        into.Add("\""u8);
        into.Add(Label(row));
        into.Add(new EventTime(row.Micros));
        into.Add("\",\"data\":"u8);
        var data = into.Length;
        if (Write(row, into))
        {
            into.KeepOnOneLine(data);
            into.Add("}"u8);
            return true;
        }

        into.TakeBack(told);
        into.Add(",\"time\":\""u8);
        into.Add(new EventTime(row.Micros));
        into.Add("\",\"withheld\":true}"u8);
        return false;
    }

    /// <summary>False: it has no hub words, no route any more, or no words of the partner.</summary>
    private bool Write(in ViewRow row, FrameBuffer into)
    {
        var topic = row.Names.Topic;
        var read = row.Via is null
            ? new WordsResult(MapResult.Mapped, new RawPayload(topic, FieldsOf(row, into)))
            : words.Read(row.Names.Source, row.Via, topic, FieldsOf(row, into));
        if (read.Mapped.IsFault || shape.RouteOf(topic, row.Op, read.Payload.Fields.Span) is not { } route)
        {
            return false;
        }

        var key = row.Op == ChangeOp.Delete ? new RecordKey(Encoding.UTF8.GetString(row.Key)) : RecordKey.None;
        return !shape.Write(route, topic, row.Op, key, read.Payload.Fields, into).IsFault;
    }
}
