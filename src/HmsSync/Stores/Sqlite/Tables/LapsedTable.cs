using HmsSync.Changes;
using HmsSync.Lanes;
using Microsoft.Data.Sqlite;

namespace HmsSync.Stores.Sqlite.Tables;

/// <summary>Per lane the records of which states have lapsed: their newest state is still to go.</summary>
internal sealed class LapsedTable(SqliteConnection connection) : IStoreTable
{
    // Numbers of a lane follow the journal's: what is older than an event is a first part of the range.
    private readonly Statement _count = new(connection, """
        SELECT count(*), max(partner_seq), ifnull(sum(op = 4), 0), min(partner_seq) FILTER (WHERE op = 4),
            max(partner_seq) FILTER (WHERE op = 4), min(seq), min(seq) FILTER (WHERE op = 4)
        FROM owed WHERE lane = ?1 AND partner_seq > ?2 AND partner_seq <= ?2 + ?3 AND (partner_seq <= ?4 OR seq <= ?5)
        """);

    private readonly Statement _keep = new(connection, """
        INSERT OR IGNORE INTO lapsed(lane, record)
        SELECT lane, record FROM owed WHERE lane = ?1 AND partner_seq > ?2 AND partner_seq <= ?3 AND op <> 4
        """);

    private readonly Statement _remove = new(connection, "DELETE FROM lapsed WHERE lane = ?1 AND record = ?2");

    /// <summary>Looks at the next <paramref name="max"/> numbers that are owed after the given one.</summary>
    public LapseStep Next(int lane, PartnerSeq after, int max, PartnerSeq upTo, Seq upToSeq)
    {
        _count.Bind(1, lane).Bind(2, after.Value).Bind(3, max).Bind(4, upTo.Value).Bind(5, upToSeq.Value).Step();
        var step = new LapseStep(
            _count.Int64(0),
            new LapsedRange(new PartnerSeq(after.Value + 1), new PartnerSeq(_count.Int64(1))),
            _count.Int64(2),
            new LapsedRange(new PartnerSeq(_count.Int64(3)), new PartnerSeq(_count.Int64(4))),
            new Seq(_count.Int64(5)),
            new Seq(_count.Int64(6)));
        _count.Reset();
        return step;
    }

    /// <summary>Notes the records of the range; business events have their parked row.</summary>
    public void Keep(int lane, LapsedRange range)
        => _keep.Bind(1, lane).Bind(2, range.First.Value - 1).Bind(3, range.Until.Value).Execute();

    /// <summary>Its newest state is owed again.</summary>
    public void Remove(int lane, long record) => _remove.Bind(1, lane).Bind(2, record).Execute();

    public void Dispose()
    {
        _count.Dispose();
        _keep.Dispose();
        _remove.Dispose();
    }
}

/// <param name="Count">Deliveries in the step; 0: nothing lapses.</param>
/// <param name="Range">Their numbers.</param>
/// <param name="Events">How many of them are business events.</param>
/// <param name="EventRange">Numbers of the first and the last of those.</param>
/// <param name="Seq">The first event of all.</param>
/// <param name="EventSeq">The first business event.</param>
internal readonly record struct LapseStep(
    long Count, LapsedRange Range, long Events, LapsedRange EventRange, Seq Seq, Seq EventSeq);
