using HmsSync.Changes;
using HmsSync.Feeds;
using HmsSync.Sdk;

namespace HmsSync.Stores.Sqlite.Reading;

/// <summary>Reads the journal.</summary>
internal sealed class EventReads(StoreReader reader)
{
    // Column order of every query that reads whole events; see Read.
    private const string Columns
        = "j.seq, j.time, j.at, j.source, j.topic, j.record, j.op, j.cause, j.hops, j.id, j.via, j.fields, j.was, r.key, j.at_from";

    public JournaledEvent? One(Seq seq)
    {
        var statement = reader.Prepared(
            $"SELECT {Columns} FROM journal j JOIN record r ON r.id = j.record WHERE j.seq = ?1").Bind(1, seq.Value);
        var found = statement.Step() ? Read(reader, statement, 0) : null;
        statement.Reset();
        return found;
    }

    /// <summary>Events after the position, oldest first, at most <paramref name="max"/>.</summary>
    public List<JournaledEvent> After(Seq after, int max)
    {
        var statement = reader.Prepared(
            $"SELECT {Columns} FROM journal j JOIN record r ON r.id = j.record WHERE j.seq > ?1 ORDER BY j.seq LIMIT ?2")
            .Bind(1, after.Value).Bind(2, max);
        var events = new List<JournaledEvent>();
        while (statement.Step())
        {
            events.Add(Read(reader, statement, 0));
        }

        return events;
    }

    /// <summary>As <see cref="After(Seq, int)"/>, of some topics only.</summary>
    public List<JournaledEvent> After(Seq after, int max, IEnumerable<string> topics)
    {
        var statement = reader.Prepared($"""
            SELECT {Columns} FROM journal j JOIN record r ON r.id = j.record
            WHERE j.seq > ?1 AND j.topic IN (SELECT t.id FROM topic t WHERE t.name IN (SELECT value FROM json_each(?3)))
            ORDER BY j.seq LIMIT ?2
            """).Bind(1, after.Value).Bind(2, max).Bind(3, System.Text.Json.JsonSerializer.Serialize(topics));
        var events = new List<JournaledEvent>();
        while (statement.Step())
        {
            events.Add(Read(reader, statement, 0));
        }

        return events;
    }

    /// <summary>Every topic and table the journal has ever held.</summary>
    public List<string> Topics()
    {
        var statement = reader.Prepared("SELECT name FROM topic ORDER BY id");
        var names = new List<string>();
        while (statement.Step())
        {
            names.Add(statement.RequiredText(0));
        }

        return names;
    }

    /// <summary>The last event before the time; event time never goes back, so a search by halves finds it.</summary>
    public Seq LastBefore(EventTime time)
    {
        var (low, high) = (Oldest().Value - 1, Newest().Value);
        while (low < high)
        {
            var middle = low + ((high - low + 1) / 2);
            var at = reader.Prepared("SELECT time FROM journal WHERE seq = ?1").Bind(1, middle).Scalar();
            (low, high) = at < time.Micros ? (middle, high) : (low, middle - 1);
        }

        return new Seq(Math.Max(low, 0));
    }

    /// <summary>
    /// From here on the journal is whole; 1 after the newest when it is empty. Older ones are there singly, for a lane that
    /// still owes them.
    /// </summary>
    public Seq Oldest() => new(reader.Prepared("""
        SELECT min(seq) FROM journal
        WHERE seq > ifnull((SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'pruned_seq'), 0)
        """).Scalar() ?? (Newest().Value + 1));

    public Seq Newest() => new(reader.Prepared("""
        SELECT max(ifnull((SELECT max(seq) FROM journal), 0),
            ifnull((SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'pruned_seq'), 0))
        """).Scalar() ?? 0);

    public FeedPosition Position(string source)
    {
        var statement = reader.Prepared("SELECT position FROM feed WHERE source = ?1").Bind(1, source);
        var position = statement.Step() ? new FeedPosition(statement.RequiredText(0)) : FeedPosition.Start;
        statement.Reset();
        return position;
    }

    internal static string ColumnsAndKey => Columns;

    internal static JournaledEvent Read(StoreReader reader, Statement row, int first)
        => new()
        {
            Seq = new Seq(row.Int64(first)),
            Time = new EventTime(row.Int64(first + 1)),
            At = new EventTime(row.Int64(first + 2)),
            Source = new Participant(reader.Participant(row.Int64(first + 3))),
            Topic = reader.Topic(row.Int64(first + 4)),
            Record = row.Int64(first + 5),
            Op = (ChangeOp)row.Int32(first + 6),
            Cause = new Seq(row.Int64(first + 7)),
            Hops = row.Int32(first + 8),
            Id = row.Text(first + 9),
            Via = row.Text(first + 10),
            Fields = row.Blob(first + 11).ToArray(),
            Was = row.Blob(first + 12).ToArray(),
            Key = new RecordKey(row.RequiredText(first + 13)),
            AtFrom = new EventTime(row.Int64(first + 14)),
        };
}
