using HmsSync.Changes;
using HmsSync.Govern;
using HmsSync.Map;
using HmsSync.Sdk;
using HmsSync.Stores.Sqlite;
using HmsSync.Stores.Sqlite.Reading;

namespace HmsSync.Views;

/// <summary>
/// The whole journal in hub words. Of a record change the data is <c>{op, key, fields}</c>, of a business event its own; what
/// cannot be told in hub words says what it is and <c>withheld: true</c>.
/// </summary>
internal sealed class OperatorView(StoreReaders readers, ulong epoch, HubWords words) : EventView(readers, epoch, Number)
{
    /// <summary>As cursors carry it.</summary>
    public const int Number = 0;

    protected override long Newest(StoreReader reader) => reader.Events.Newest().Value;

    // Older ones are there singly, for lanes that still owe them: the rest of them is gone.
    protected override long Whole(StoreReader reader) => reader.Events.Oldest().Value;

    protected override long Kept(StoreReader reader) => reader.Events.Oldest().Value;

    protected override long FirstSince(StoreReader reader, EventTime time) => reader.Events.LastBefore(time).Value + 1;

    protected override void ReadRows(StoreReader reader, long after, IViewRows rows) => reader.Views.Events(after, MostRows, rows);

    protected override bool Render(in ViewRow row, FrameBuffer into)
    {
        into.Add("{\"seq\":"u8);
        into.Add(row.Seq);
        into.Add(Label(row));
        into.Add(new EventTime(row.Micros));
        var data = into.Length;
        if (Data(row, into).IsFault)
        {
            into.TakeBack(data);
            into.Add("\",\"withheld\":true}"u8);
        }

        // What it is about is told all the same: it is the operator's own journal.
        return true;
    }

    private MapResult Data(in ViewRow row, FrameBuffer into)
    {
        var fields = FieldsOf(row, into);
        var told = new WordsResult(MapResult.Mapped, new RawPayload(row.Names.Topic, fields));
        if (row.Via is not null)
        {
            told = words.Read(row.Names.Source, row.Via, row.Names.Topic, fields);
        }

        if (told.Mapped.IsFault)
        {
            return told.Mapped;
        }

        var isEvent = row.Op == ChangeOp.Event;
        AddWhat(row, isEvent, into);
        var from = into.Length;
        var written = WayOut.Write(told.Payload, Viewer.Operator, into);
        into.KeepOnOneLine(from);
        into.Add(isEvent ? "}"u8 : "}}"u8);
        return written;
    }

    /// <summary>All up to the payload: a record's op and key stand in the data, an event's key beside it.</summary>
    private static void AddWhat(in ViewRow row, bool isEvent, FrameBuffer into)
    {
        if (isEvent)
        {
            into.Add(row.Key.IsEmpty ? "\""u8 : "\",\"key\":"u8);
            into.Add(row.Key);
            into.Add(",\"data\":"u8);
            return;
        }

        into.Add("\",\"data\":{\"op\":\""u8);
        into.Add(OpText(row.Op));
        into.Add("\",\"key\":"u8);
        into.Add(row.Key.IsEmpty ? "null"u8 : row.Key);
        into.Add(",\"fields\":"u8);
    }
}
