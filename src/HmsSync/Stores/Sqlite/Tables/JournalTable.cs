using HmsSync.Changes;
using HmsSync.Feeds;
using Microsoft.Data.Sqlite;

namespace HmsSync.Stores.Sqlite.Tables;

/// <summary>Appends events and feed positions. Numbers are given here, last, and go back with a rollback.</summary>
internal sealed class JournalTable : IStoreTable
{
    private readonly Statement _insert;
    private readonly Statement _position;
    private readonly Statement _applied;
    private readonly Statement _fields;
    private readonly Statement _at;
    private long _lastSeq;
    private long _committedSeq;
    private long _lastTime;
    private long _committedTime;

    public JournalTable(SqliteConnection connection)
    {
        using var last = new Statement(connection, "SELECT seq, time FROM journal ORDER BY seq DESC LIMIT 1");
        if (last.Step())
        {
            (_lastSeq, _lastTime) = (last.Int64(0), last.Int64(1));
            last.Reset();
        }

        // A journal that was pruned to nothing must not start at 1 again.
        using var floor = new Statement(connection, "SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'pruned_seq'");
        _lastSeq = Math.Max(_lastSeq, floor.Scalar() ?? 0);
        (_committedSeq, _committedTime) = (_lastSeq, _lastTime);
        _insert = new Statement(connection, """
            INSERT INTO journal(seq, time, at, source, topic, record, op, cause, hops, id, via, fields, was, at_from)
            VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
            """);
        _position = new Statement(connection, """
            INSERT INTO feed(source, position) VALUES(?1, ?2)
            ON CONFLICT(source) DO UPDATE SET position = excluded.position
            """);
        _at = new Statement(connection, "SELECT at FROM journal WHERE seq = ?1");
        _fields = new Statement(connection, "SELECT fields FROM journal WHERE seq = ?1");
        _applied = new Statement(connection, "INSERT OR IGNORE INTO applied(lane, partner_seq, seq, record) VALUES(?1, ?2, ?3, ?4)");
    }

    /// <summary>The newest committed number; safe to read from other threads.</summary>
    public Seq CommittedSeq => new(Volatile.Read(ref _committedSeq));

    /// <summary>The number that the next append gets.</summary>
    public Seq NextSeq => new(_lastSeq + 1);

    /// <summary>The event appended last is what a delivery of ours did to its record, and not what came of that elsewhere.</summary>
    public bool IsDeliverysOwn { get; private set; }

    /// <summary>Event time never goes back: the later of now and the last event's.</summary>
    public EventTime TimeAt(EventTime now) => new(Math.Max(now.Micros, _lastTime));

    public Seq Append(in JournalRow row)
    {
        var seq = ++_lastSeq;
        _lastTime = row.Time.Micros;
        var e = row.Event;
        IsDeliverysOwn = false;
        _insert.Bind(1, seq).Bind(2, row.Time.Micros).Bind(3, e.At.Micros).Bind(4, row.Source).Bind(5, row.Topic)
            .Bind(6, row.Record).Bind(7, (long)e.Op).Bind(8, (e.Origin?.Cause ?? e.Cause).Value)
            .Bind(9, e.Origin?.Hops ?? e.Hops)
            .Bind(10, e.Id).Bind(11, e.Via).Bind(12, e.Fields.Span).Bind(13, e.Was.Span)
            .Bind(14, e.AtFrom.Micros).Execute();
        if (e.Origin is { PartnerSeq.Value: > 0 } tag)
        {
            _applied.Bind(1, tag.Lane).Bind(2, tag.PartnerSeq.Value).Bind(3, seq).Bind(4, row.Record).Execute();
            IsDeliverysOwn = _applied.Changed;
        }

        return new Seq(seq);
    }

    /// <summary>The event's fields, in its sender's words; empty when it is not kept any more.</summary>
    public byte[] Fields(Seq seq)
    {
        var fields = _fields.Bind(1, seq.Value).Step() ? _fields.Blob(0).ToArray() : [];
        _fields.Reset();
        return fields;
    }

    /// <summary>When the event happened at its source; 0: it is not known, or not kept any more.</summary>
    public EventTime At(Seq seq) => new(_at.Bind(1, seq.Value).Scalar() ?? 0);

    /// <summary>Invariant 1: the position moves in the commit that holds the events up to it.</summary>
    public void MovePosition(string source, FeedPosition position)
        => _position.Bind(1, source).Bind(2, position.Value).Execute();

    public void Committed()
    {
        Volatile.Write(ref _committedSeq, _lastSeq);
        _committedTime = _lastTime;
    }

    public void RolledBack() => (_lastSeq, _lastTime) = (_committedSeq, _committedTime);

    public void Dispose()
    {
        _insert.Dispose();
        _position.Dispose();
        _applied.Dispose();
        _fields.Dispose();
        _at.Dispose();
    }
}

/// <summary>An event with the numbers that its row needs.</summary>
internal readonly record struct JournalRow(NewEvent Event, EventTime Time, long Source, long Topic, long Record);
