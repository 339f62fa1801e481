using System.Text;
using HmsSync.Changes;
using HmsSync.Hubs.Postgres.Values;
using HmsSync.Sdk;

namespace HmsSync.Hubs.Postgres.Feed;

/// <summary>
/// Makes steps of pgoutput's messages, protocol version 1 with logical messages (PostgreSQL manual, 55.9), in their order and
/// without repeating what was handed on before. Does no I/O.
/// </summary>
internal sealed class StreamDecoder(PgPosition start) : IDisposable
{
    /// <summary>Opens each of our own changes: the rows behind it carry the tag in it, up to the next; an empty one ends it.</summary>
    public const string TagPrefix = "hms_sync";

    /// <summary>Tells us a place in the stream.</summary>
    public const string MarkPrefix = "hms_sync_mark";

    private readonly Dictionary<uint, StreamTable> _tables = [];
    private readonly PgTuple _old = new();
    private readonly PgTuple _new = new();
    private readonly PgRowJson _json = new();
    private OpenTransaction _open;
    private long _ordinal;
    private ApplyTag? _tag;
    private string _tagText = "";

    /// <summary>Up to where steps were made: where the stream goes on after it was cut.</summary>
    public PgPosition Reached { get; private set; } = start;

    /// <summary>Of the last step: the row whose key changed, when unchanged columns of it did not come; else null.</summary>
    public StreamTable? Lacking { get; private set; }

    /// <summary>The stream tells a table's columns; null: it is none of ours.</summary>
    public void Describe(uint id, StreamTable? table)
    {
        if (table is null)
        {
            _tables.Remove(id);
        }
        else
        {
            _tables[id] = table;
        }
    }

    /// <summary>The stream begins again where it was cut, or where the journal has everything up to, if that is further.</summary>
    public PgPosition Restart(ulong journaled)
    {
        _tables.Clear();
        _tag = null;
        return Reached = Reached with { Lsn = Math.Max(Reached.Lsn, journaled) };
    }

    /// <summary>The step that a message comes to; null: none.</summary>
    public FeedStep? Decode(ReadOnlyMemory<byte> message)
    {
        Lacking = null;
        switch ((char)message.Span[0])
        {
            case 'B':
                _open = OpenTransaction.Begin(message.Span, Reached);
                (_ordinal, _tag) = (0, null);
                return null;
            case 'M':
                return Message(message.Span);
            case 'C':
                return End(message.Span);
            case 'I' or 'U' or 'D' or 'T':
                _ordinal++;
                return _ordinal > _open.Skip ? Change(message) : null;
            default:
                return null; // origins and types: nothing that a row would not tell
        }
    }

    /// <summary>The step again, with what did not come taken from the row as it is now.</summary>
    public FeedStep Fill(FeedStep step, StreamTable table, PgTuple now)
        => step with { Second = step.Second! with { Fields = _json.Object(table.Shape, _new, now) } };

    public void Dispose() => _json.Dispose();

    private FeedStep? Message(ReadOnlySpan<byte> message)
    {
        var wire = new WireReader(message);
        wire.Skip(1);
        var isTransactional = (wire.Byte() & 1) != 0;
        wire.Skip(sizeof(long));
        var prefix = wire.Text();
        var content = wire.Bytes(wire.Int32());
        if (!isTransactional || prefix is not (TagPrefix or MarkPrefix))
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(content);
        if (prefix == MarkPrefix)
        {
            return new FeedStep(StepKind.Mark, null, null, _open.Commit, 0, _open.Xid, text);
        }

        if (text != _tagText || _tag is null)
        {
            (_tagText, _tag) = (text, ApplyTag.Parse(text));
        }

        return null;
    }

    private FeedStep? End(ReadOnlySpan<byte> message)
    {
        var wire = new WireReader(message);
        wire.Skip(2 + sizeof(ulong));
        var end = wire.UInt64();
        if (end <= Reached.Lsn)
        {
            return null;
        }

        Reached = Reached with { Lsn = end, Open = 0, Ordinal = 0 };
        return new FeedStep(StepKind.End, null, null, end, 0, _open.Xid, null);
    }

    private FeedStep Change(ReadOnlyMemory<byte> message)
    {
        Reached = Reached with { Open = _open.Commit, Ordinal = _ordinal };
        var step = new FeedStep(StepKind.Row, null, null, _open.Commit, _ordinal, _open.Xid, null);
        var wire = new WireReader(message.Span);
        var kind = (char)wire.Byte();
        if (kind == 'T')
        {
            return Truncate(ref wire, step);
        }

        if (!_tables.TryGetValue(wire.UInt32(), out var table))
        {
            return step;
        }

        var image = (char)wire.Byte();
        var hasOld = image is 'K' or 'O';
        if (hasOld)
        {
            Take(_old, ref wire, message);
            image = kind == 'D' ? image : (char)wire.Byte();
        }

        if (kind == 'D')
        {
            return step with { First = Gone(table, image == 'O') };
        }

        Take(_new, ref wire, message);
        step = step with { IsPartial = _new.HasAbsent };
        return kind == 'I' ? step with { First = Came(table, ChangeOp.Insert, null) } : Update(table, step, hasOld, message.Span[5] == 'O');
    }

    private FeedStep Update(StreamTable table, FeedStep step, bool hasOld, bool isWhole)
    {
        var update = Came(table, ChangeOp.Update, hasOld ? _old : null);
        if (!hasOld || update is null)
        {
            return step with { First = update };
        }

        if (_json.Key(table.Shape, _old) == update.Key)
        {
            // An update that changes nothing is no event; without the old image nobody can tell.
            var was = isWhole ? _json.Changed(table.Shape, _old, _new) : [];
            return step with { First = isWhole && was.Length == 0 ? null : update with { Was = was } };
        }

        Lacking = !isWhole && _new.HasAbsent ? table : null;
        return step with { First = Gone(table, isWhole), Second = update with { Op = ChangeOp.Insert } };
    }

    private FeedStep Truncate(ref WireReader wire, FeedStep step)
    {
        var count = wire.Int32();
        wire.Skip(1);
        List<string> topics = [];
        for (var i = 0; i < count; i++)
        {
            if (_tables.TryGetValue(wire.UInt32(), out var table))
            {
                topics.Add(new HeldTable(HeldTable.Truncate, table.Topic).ToString());
            }
        }

        return step with { Kind = StepKind.Hold, Text = string.Join('\n', topics) };
    }

    /// <summary>The row as it is now; null for a key with a NULL in it. A full old image has what was not sent again.</summary>
    private NewEvent? Came(StreamTable table, ChangeOp op, PgTuple? old)
        => _json.Key(table.Shape, _new, old) is not { IsNone: false } key ? null : new NewEvent
        {
            Source = Participant.Hub,
            Topic = table.Topic,
            Op = op,
            Key = key,
            Fields = _json.Object(table.Shape, _new, table.IsWhole ? old : null),
            At = Stamp(table) ?? new EventTime(_open.At),
            Origin = _tag,
            HasNoPast = !table.IsWhole,
        };

    /// <summary>The row as it was: without a full image only its identity is known, and NULLs of the rest mean not sent.</summary>
    private NewEvent? Gone(StreamTable table, bool isWhole)
        => _json.Key(table.Shape, _old) is not { IsNone: false } key ? null : new NewEvent
        {
            Source = Participant.Hub,
            Topic = table.Topic,
            Op = ChangeOp.Delete,
            Key = key,
            Fields = isWhole ? _json.Object(table.Shape, _old) : _json.Object(table.Shape, _old, table.Identity),
            At = new EventTime(_open.At),
            Origin = _tag,
            HasNoPast = !table.IsWhole,
        };

    private EventTime? Stamp(StreamTable table)
        => table.ChangedAt < 0 || _new.IsAbsent(table.ChangedAt) || _new.IsNull(table.ChangedAt)
            ? null
            : PgTime.Stamp(_new.Text(table.ChangedAt));

    private static void Take(PgTuple tuple, ref WireReader wire, ReadOnlyMemory<byte> message)
    {
        tuple.Begin(message);
        for (var left = wire.Int16(); left > 0; left--)
        {
            switch ((char)wire.Byte())
            {
                case 'n': tuple.AddNull(); break;
                case 'u': tuple.AddAbsent(); break;
                default:
                    var length = wire.Int32();
                    tuple.AddText(wire.At, length);
                    wire.Skip(length);
                    break;
            }
        }
    }
}
