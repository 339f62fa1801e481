using System.Text;
using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Sdk;

namespace HmsSync.Hubs.Sqlite;

/// <summary>Turns outbox rows into events, in the order of the hub's commits.</summary>
internal sealed class OutboxReader(HubPlan plan, RowJson json)
{
    /// <summary>A page ends when its images reach this size (invariant 11).</summary>
    public const int MostBytes = 8 << 20;

    /// <summary>… or after this many rows, though they were no events.</summary>
    public const int MostRows = 20_000;

    private Dictionary<long, OutboxShape> _shapes = [];
    private string _sql = "";
    private string _tagText = "";
    private ApplyTag? _tag;

    /// <summary>To be called when the hub's schema changed.</summary>
    public void Refresh(HubConnection hub)
    {
        var values = string.Concat(Enumerable.Range(0, CaptureSchema.Width(hub)).Select(i => $",o{i},n{i}"));
        _sql = $"SELECT seq,layout,op,at,origin{values} FROM hms_sync_outbox WHERE seq > ?1 ORDER BY seq";
        _shapes = CaptureLayout.ReadAll(hub).Values.ToDictionary(l => l.Id, l => new OutboxShape(l, plan));
    }

    /// <summary>
    /// Adds events until the page holds <paramref name="max"/>; returns the last outbox row that is in it.
    /// </summary>
    /// <remarks>A changed key is two events that stay in one page: then it may hold one more than one.</remarks>
    public long Read(HubConnection hub, long after, int max, FeedPageBuilder page)
    {
        var rows = hub.Prepare(_sql);
        rows.Bind(1, after);
        var (read, replaced, replacedAt) = (after, default(NewEvent), 0L);
        try
        {
            for (var left = MostRows; rows.Step() && (left > 0 || replaced is not null); left--)
            {
                var op = (OutboxOp)rows.Integer(2);
                var isFull = page.Count >= max || page.Bytes >= MostBytes;
                if (replaced is not null)
                {
                    if (op == OutboxOp.Insert && AsUpdate(replaced, rows) is { } update)
                    {
                        page.AddUpdate(update);
                        (read, replaced) = (rows.Integer(0), null);
                        continue;
                    }

                    page.Add(replaced);
                    (read, replaced) = (replacedAt, null);
                    isFull = page.Count >= max;
                }

                if (isFull || (op == OutboxOp.Update && page.Count > 0 && page.Count + 2 > max))
                {
                    break;
                }

                if (op == OutboxOp.Replaced)
                {
                    (replaced, replacedAt) = (Gone(rows), rows.Integer(0));
                }
                else
                {
                    Add(rows, op, page);
                }

                read = replaced is null ? rows.Integer(0) : read;
            }
        }
        finally
        {
            rows.Reset();
        }

        if (replaced is not null)
        {
            page.Add(replaced);
            read = replacedAt;
        }

        return read;
    }

    /// <summary>True when the transaction that <paramref name="hub"/> is in shows no row after it.</summary>
    public static bool IsLast(HubConnection hub, long seq) => hub.Number("SELECT max(seq) FROM hms_sync_outbox") <= seq;

    private void Add(HubStatement row, OutboxOp op, FeedPageBuilder page)
    {
        switch (op)
        {
            case OutboxOp.Insert: page.Add(Came(row, ChangeOp.Insert)); break;
            case OutboxOp.Update: AddUpdate(row, page); break;
            case OutboxOp.Delete: page.Add(Gone(row)); break;
        }
    }

    private void AddUpdate(HubStatement row, FeedPageBuilder page)
    {
        if (Came(row, ChangeOp.Update) is not { } update)
        {
            return;
        }

        var shape = _shapes[row.Integer(1)];
        var oldKey = json.Key(row, shape.KeyNames, shape.OldKey);
        if (oldKey == update.Key)
        {
            page.AddUpdate(update with { Was = json.Changed(row, shape.Names, OutboxShape.FirstValue) });
            return;
        }

        page.Add(Gone(row));
        page.Add(update with { Op = ChangeOp.Insert });
    }

    /// <summary>
    /// The row as it is now; null for a table that is not configured and for a key with a NULL in it.
    /// </summary>
    private NewEvent? Came(HubStatement row, ChangeOp op)
    {
        var shape = ShapeOf(row);
        if (shape?.Topic is null || json.Key(row, shape.KeyNames, shape.NewKey) is not { IsNone: false } key)
        {
            return null;
        }

        return new NewEvent
        {
            Source = Participant.Hub,
            Topic = shape.Topic,
            Op = op,
            Key = key,
            Fields = json.Object(row, shape.Names, OutboxShape.FirstValue + 1, 2),
            At = shape.Stamp(row, op) ?? EventTime.FromMillis(row.Integer(3)),
            Origin = Tag(row),
        };
    }

    /// <summary>The row as it was; null as above.</summary>
    private NewEvent? Gone(HubStatement row)
    {
        var shape = ShapeOf(row);
        if (shape?.Topic is null || json.Key(row, shape.KeyNames, shape.OldKey) is not { IsNone: false } key)
        {
            return null;
        }

        return new NewEvent
        {
            Source = Participant.Hub,
            Topic = shape.Topic,
            Op = ChangeOp.Delete,
            Key = key,
            Fields = json.Object(row, shape.Names, OutboxShape.FirstValue, 2),
            At = EventTime.FromMillis(row.Integer(3)),
            Origin = Tag(row),
        };
    }

    /// <summary>REPLACE of a record by one with its own key is an update; null when this row is another's.</summary>
    private NewEvent? AsUpdate(NewEvent replaced, HubStatement row)
        => Came(row, ChangeOp.Update) is { } update && update.Key == replaced.Key && update.Topic == replaced.Topic
            ? update with { Was = ImageDiff.Was(replaced.Fields.Span, update.Fields.Span) }
            : null;

    private OutboxShape? ShapeOf(HubStatement row) => _shapes.GetValueOrDefault(row.Integer(1));

    private ApplyTag? Tag(HubStatement row)
    {
        if (row.IsNull(4))
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(row.Bytes(4));
        if (text != _tagText)
        {
            (_tagText, _tag) = (text, ApplyTag.Parse(text));
        }

        return _tag;
    }
}
