using HmsSync.Changes;

namespace HmsSync.Stores.Sqlite.Reading;

/// <summary>Reads what the metrics show.</summary>
internal sealed class MeterReads(StoreReader reader)
{
    /// <summary>When the oldest event that the lane owes or that waits in it was journaled; null: there is none.</summary>
    /// <param name="lane">The lane's number.</param>
    /// <param name="low">Up to here everything is settled or waits.</param>
    public EventTime? OldestOwed(int lane, PartnerSeq low)
    {
        var time = reader.Prepared("""
            SELECT time FROM journal WHERE seq = (SELECT min(seq) FROM (
                SELECT * FROM (SELECT seq FROM owed WHERE lane = ?1 AND partner_seq > ?2 ORDER BY partner_seq LIMIT 1)
                UNION ALL
                SELECT * FROM (SELECT seq FROM waiting WHERE lane = ?1 ORDER BY partner_seq LIMIT 1)))
            """).Bind(1, lane).Bind(2, low.Value).Scalar();
        return time is { } micros ? new EventTime(micros) : null;
    }

    /// <summary>Parked rows by lane and code, those of which there are most first.</summary>
    public List<(int Lane, string Code, long Rows)> Parked()
    {
        var statement = reader.Prepared("SELECT lane, code, count(*) FROM parked GROUP BY lane, code ORDER BY 3 DESC, 2");
        var counts = new List<(int, string, long)>();
        while (statement.Step())
        {
            counts.Add((statement.Int32(0), statement.RequiredText(1), statement.Int64(2)));
        }

        return counts;
    }

    /// <summary>Conflicts that wait for a person, by table.</summary>
    public Dictionary<string, long> OpenConflicts()
    {
        var statement = reader.Prepared("""
            SELECT r.topic, count(*) FROM conflict c JOIN record r ON r.id = c.record WHERE c.state = 'open' GROUP BY r.topic
            """);
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        while (statement.Step())
        {
            counts[reader.Topic(statement.Int64(0))] = statement.Int64(1);
        }

        return counts;
    }
}
