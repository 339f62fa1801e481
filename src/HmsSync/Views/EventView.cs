using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using HmsSync.Changes;
using HmsSync.Sdk;
using HmsSync.Stores.Sqlite;
using HmsSync.Stores.Sqlite.Reading;

namespace HmsSync.Views;

/// <summary>
/// The journal as one viewer sees it: numbered without holes, each event rendered from the store's bytes to the viewer's in
/// one go. Safe for several threads; each brings its own buffer.
/// </summary>
/// <param name="readers">Of the store.</param>
/// <param name="epoch">The store's, as cursors carry it.</param>
/// <param name="number">0: the operator's; else the partner's lane.</param>
internal abstract class EventView(StoreReaders readers, ulong epoch, int number)
{
    /// <summary>Invariant 11: rows of one read of the store, which is short so that checkpoints get their turn.</summary>
    public const int MostRows = 1_000;

    /// <summary>Invariant 11: bytes of one read; the event that passes them is the last.</summary>
    public const int MostBytes = 64 << 10;

    /// <summary>Invariant 11: of how many topics the words around an event are kept.</summary>
    private const int MostLabels = 4_096;

    private readonly ConcurrentDictionary<(long Topic, long Source, ChangeOp Op), byte[]> _labels = [];

    public Cursor CursorAt(long position) => new(epoch, number, position);

    /// <summary>Events after the number: at most one read of the store, and up to the next hole.</summary>
    /// <param name="after">The last number that was seen.</param>
    /// <param name="maxFrames">At most so many events, at least one.</param>
    /// <param name="topics">Null: all.</param>
    /// <param name="form">What stands around each event.</param>
    /// <param name="into">Receives them, behind what it holds.</param>
    public ViewPage Read(long after, int maxFrames, TopicFilter? topics, FrameForm form, FrameBuffer into)
        => readers.Read(reader =>
        {
            // Before the rows: what is appended meanwhile must not look as if it were missing.
            var newest = Newest(reader);
            var rows = new PageRows(this, form, topics, maxFrames, into);
            var from = Math.Max(after, Whole(reader) - 1);
            rows.Begin(after, from);
            ReadRows(reader, from, rows);
            return rows.End(newest);
        });

    /// <summary>Behind what a cursor has seen. A cursor of another store or view is told so and begins at what is kept.</summary>
    public ViewStart At(Cursor cursor) => readers.Read(reader =>
        cursor.Epoch == epoch && cursor.View == number && cursor.Position <= Newest(reader)
            ? new ViewStart(cursor.Position, null)
            : Foreign(reader));

    /// <summary>At what is kept, for one who knows a place that is not ours.</summary>
    public ViewStart AtOldest() => readers.Read(Foreign);

    /// <summary>Behind what is there now.</summary>
    public ViewStart AtNewest() => readers.Read(reader => new ViewStart(Newest(reader), null));

    /// <summary>At the first event that is not older than the time; a time before what is kept is told as a gap.</summary>
    public ViewStart Since(EventTime time) => readers.Read(reader =>
    {
        var first = FirstSince(reader, time);
        var oldest = reader.Events.Oldest();
        var asksForForgotten = oldest.Value > 1 && reader.Events.LastBefore(time).Value < oldest.Value;
        return new ViewStart(first - 1, asksForForgotten && first > 1 ? new Gap(1, first - 1) : null);
    });

    protected abstract long Newest(StoreReader reader);

    /// <summary>From here on the view is read; 1 where single events before the whole part count too.</summary>
    protected abstract long Whole(StoreReader reader);

    /// <summary>The first event that is kept; 1 after the newest when there is none.</summary>
    protected abstract long Kept(StoreReader reader);

    protected abstract long FirstSince(StoreReader reader, EventTime time);

    protected abstract void ReadRows(StoreReader reader, long after, IViewRows rows);

    /// <summary>Writes the event as a JSON object. False: it cannot be shown, and a mark that says so was written.</summary>
    protected abstract bool Render(in ViewRow row, FrameBuffer into);

    /// <summary>The words that are the same for all events of a topic, up to the quote before the time.</summary>
    protected ReadOnlySpan<byte> Label(in ViewRow row)
    {
        var key = (row.Names.TopicId, row.Names.SourceId, row.Op);
        if (_labels.TryGetValue(key, out var known))
        {
            return known;
        }

        if (_labels.Count >= MostLabels)
        {
            _labels.Clear();
        }

        var (topic, source) = (JsonEncodedText.Encode(row.Names.Topic), JsonEncodedText.Encode(row.Names.Source));
        var text = $",\"op\":\"{Encoding.UTF8.GetString(OpText(row.Op))}\",\"topic\":\"{topic}\",\"source\":\"{source}\",\"time\":\"";
        return _labels[key] = Encoding.UTF8.GetBytes(text);
    }

    /// <summary>The fields as journaled, where policy can judge them.</summary>
    protected static ReadOnlyMemory<byte> FieldsOf(in ViewRow row, FrameBuffer into)
    {
        into.Fields.ResetWrittenCount();
        var fields = row.Fields.IsEmpty ? "{}"u8 : row.Fields;
        fields.CopyTo(into.Fields.GetSpan(fields.Length));
        into.Fields.Advance(fields.Length);
        return into.Fields.WrittenMemory;
    }

    /// <summary>As in <c>HMS-Sync-Op</c>.</summary>
    protected static ReadOnlySpan<byte> OpText(ChangeOp op) => op switch
    {
        ChangeOp.Insert => "insert"u8,
        ChangeOp.Update => "update"u8,
        ChangeOp.Delete => "delete"u8,
        ChangeOp.Event => "event"u8,
    };

    private ViewStart Foreign(StoreReader reader)
    {
        var kept = Kept(reader);
        return new ViewStart(kept - 1, new Gap(0, kept - 1));
    }

    /// <summary>Renders the rows of one page and finds its holes.</summary>
    private sealed class PageRows(EventView view, FrameForm form, TopicFilter? topics, int maxFrames, FrameBuffer into) : IViewRows
    {
        private readonly int _framesBefore = into.Frames.Count;
        private readonly int _bytesBefore = into.Length;
        private long _after;
        private long _last;
        private Gap? _gap;
        private bool _any;

        public void Begin(long after, long from)
        {
            (_after, _last) = (after, from);
            _gap = from > after ? new Gap(after + 1, from) : null;
        }

        public bool Take(in ViewRow row)
        {
            if (row.Position != _last + 1)
            {
                if (_any)
                {
                    return false; // the next page tells of the hole
                }

                _gap = new Gap(_after + 1, row.Position - 1);
            }

            (_any, _last) = (true, row.Position);
            if (topics is null || topics.Takes(row.Names.Topic))
            {
                Write(row);
            }

            // Invariant 11
            return into.Length - _bytesBefore < MostBytes && into.Frames.Count - _framesBefore < maxFrames;
        }

        public ViewPage End(long newest)
        {
            if (!_any && newest > _last)
            {
                _gap = new Gap(_after + 1, newest);
                _last = newest;
            }

            return new ViewPage(_last, Math.Max(newest, _last), _gap);
        }

        private void Write(in ViewRow row)
        {
            var start = into.Length;
            switch (form)
            {
                case FrameForm.Events:
                    into.Add("id: "u8);
                    into.Add(view.CursorAt(row.Position));
                    into.Add("\ndata: "u8);
                    break;
                case FrameForm.Items:
                    into.Add(","u8);
                    break;
                case FrameForm.Lines:
                    break;
            }

            var isShown = view.Render(row, into);
            if (!isShown && topics is not null)
            {
                // Of a withheld event the topic is not told either: who asks for one topic does not see it.
                into.TakeBack(start);
                return;
            }

            if (form != FrameForm.Items)
            {
                into.Add(form == FrameForm.Lines ? "\n"u8 : "\n\n"u8);
            }

            into.EndFrame(row.Position, isShown ? row.Names.Topic : null);
        }
    }
}
