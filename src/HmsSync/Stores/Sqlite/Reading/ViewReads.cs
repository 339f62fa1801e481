using HmsSync.Changes;
using HmsSync.Sdk;

namespace HmsSync.Stores.Sqlite.Reading;

/// <summary>Reads the journal for views: row by row in SQLite's own memory, without an object for each.</summary>
internal sealed class ViewReads(StoreReader reader)
{
    // Column order of both queries; see Row.
    private const string Columns = "j.seq, j.time, j.source, j.topic, j.via, j.fields, r.key";

    /// <summary>Events after the number, oldest first.</summary>
    public void Events(long after, int max, IViewRows rows)
    {
        var statement = reader.Prepared($"""
            SELECT j.seq, j.op, {Columns} FROM journal j JOIN record r ON r.id = j.record
            WHERE j.seq > ?1 ORDER BY j.seq LIMIT ?2
            """).Bind(1, after).Bind(2, max);
        Take(statement, rows);
    }

    /// <summary>What a lane is or was owed after the number, as far as the journal still holds it, in order.</summary>
    public void Owed(int lane, long after, int max, IViewRows rows)
    {
        var statement = reader.Prepared($"""
            SELECT o.partner_seq, o.op, {Columns} FROM owed o JOIN journal j ON j.seq = o.seq JOIN record r ON r.id = j.record
            WHERE o.lane = ?1 AND o.partner_seq > ?2 ORDER BY o.partner_seq LIMIT ?3
            """).Bind(1, lane).Bind(2, after).Bind(3, max);
        Take(statement, rows);
    }

    /// <summary>The first number of the lane, from the given one on, that the journal still holds; null: none.</summary>
    public (long Number, EventTime Time)? FirstOwed(int lane, long from)
    {
        var statement = reader.Prepared("""
            SELECT o.partner_seq, j.time FROM owed o JOIN journal j ON j.seq = o.seq
            WHERE o.lane = ?1 AND o.partner_seq >= ?2 ORDER BY o.partner_seq LIMIT 1
            """).Bind(1, lane).Bind(2, from);
        (long, EventTime)? first = statement.Step() ? (statement.Int64(0), new EventTime(statement.Int64(1))) : null;
        statement.Reset();
        return first;
    }

    /// <summary>
    /// The first number of the lane whose event is not older than the time; 1 after <paramref name="newest"/> when there is
    /// none. Event time never goes back along a lane, so a search by halves finds it, over holes too.
    /// </summary>
    public long FirstOwedSince(int lane, EventTime time, long newest)
    {
        var (low, high) = (1L, newest + 1);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            var first = FirstOwed(lane, middle);
            (low, high) = first is { } row && row.Time < time ? (row.Number + 1, high) : (low, middle);
        }

        return FirstOwed(lane, low)?.Number ?? newest + 1;
    }

    private void Take(Statement statement, IViewRows rows)
    {
        try
        {
            while (statement.Step() && rows.Take(Row(statement)))
            {
                // The rows' taker says when it has enough.
            }
        }
        finally
        {
            statement.Reset();
        }
    }

    private ViewRow Row(Statement row)
    {
        var (source, topic) = (row.Int64(4), row.Int64(5));
        return new ViewRow
        {
            Position = row.Int64(0),
            Op = (ChangeOp)row.Int32(1),
            Seq = row.Int64(2),
            Micros = row.Int64(3),
            Names = new EventNames(topic, source, reader.Topic(topic), reader.Participant(source)),
            Via = row.Text(6),
            Fields = row.Blob(7),
            Key = row.Blob(8),
        };
    }
}
