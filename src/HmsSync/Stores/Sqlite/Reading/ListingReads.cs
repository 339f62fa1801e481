using HmsSync.Changes;

namespace HmsSync.Stores.Sqlite.Reading;

/// <summary>Reads what listings of partners are held against.</summary>
internal sealed class ListingReads(StoreReader reader)
{
    /// <summary>The links of a table, in the order of their records.</summary>
    /// <param name="lane">The lane to the partner.</param>
    /// <param name="table">Hub table.</param>
    /// <param name="after">Record number of the last one before; 0: from the first.</param>
    /// <param name="max">At most this many.</param>
    public List<LinkMark> Links(int lane, string table, long after, int max)
    {
        var rows = reader.Prepared("""
            SELECT record, revision, gone = 0, partner_key IS NOT NULL FROM mirror
            WHERE lane = ?1 AND record > ?3 AND topic = (SELECT id FROM topic WHERE name = ?2) ORDER BY record LIMIT ?4
            """).Bind(1, lane).Bind(2, table).Bind(3, after).Bind(4, max);
        var links = new List<LinkMark>();
        while (rows.Step())
        {
            links.Add(new LinkMark(rows.Int64(0), rows.Int32(1), rows.Int32(2) == 1, rows.Int32(3) == 1));
        }

        return links;
    }

    /// <summary>Records that were missing from a listing, in the order of their numbers.</summary>
    /// <param name="lane">The lane to the partner.</param>
    /// <param name="table">Hub table.</param>
    /// <param name="after">Record number of the last one before; 0: from the first.</param>
    /// <param name="max">At most this many.</param>
    public List<MissingRow> Missing(int lane, string table, long after, int max)
    {
        var rows = reader.Prepared("""
            SELECT m.record, r.key, l.partner_key, m.times, m.since, m.found, m.told, ifnull(l.gone, 1) = 0
            FROM missing m JOIN record r ON r.id = m.record LEFT JOIN mirror l ON l.lane = m.lane AND l.record = m.record
            WHERE m.lane = ?1 AND m.record > ?3 AND r.topic = (SELECT id FROM topic WHERE name = ?2) ORDER BY m.record LIMIT ?4
            """).Bind(1, lane).Bind(2, table).Bind(3, after).Bind(4, max);
        var missing = new List<MissingRow>();
        while (rows.Step())
        {
            missing.Add(new MissingRow(
                rows.Int64(0), new RecordKey(rows.RequiredText(1)), rows.Text(2), rows.Int32(3), new EventTime(rows.Int64(4)),
                new EventTime(rows.Int64(5)), rows.Int32(6) == 1, rows.Int32(7) == 1));
        }

        return missing;
    }

    /// <summary>What was taken of the record's item and the mirror does not say yet; null: nothing.</summary>
    public (long Record, string Digest)? Taken(int lane, string table, RecordKey key)
    {
        var row = reader.Prepared("""
            SELECT l.record, l.digest FROM record r JOIN listed l ON l.lane = ?1 AND l.record = r.id
            WHERE r.key = ?3 AND r.topic = (SELECT id FROM topic WHERE name = ?2)
            """).Bind(1, lane).Bind(2, table).Bind(3, key.Json);
        (long, string)? taken = row.Step() ? (row.Int64(0), row.RequiredText(1)) : null;
        row.Reset();
        return taken;
    }

    /// <summary>Records of which something is remembered, in the order of their numbers.</summary>
    public List<long> AllTaken(int lane, string table, long after, int max)
    {
        var rows = reader.Prepared("""
            SELECT l.record FROM listed l JOIN record r ON r.id = l.record
            WHERE l.lane = ?1 AND l.record > ?3 AND r.topic = (SELECT id FROM topic WHERE name = ?2) ORDER BY l.record LIMIT ?4
            """).Bind(1, lane).Bind(2, table).Bind(3, after).Bind(4, max);
        var records = new List<long>();
        while (rows.Step())
        {
            records.Add(rows.Int64(0));
        }

        return records;
    }
}

/// <param name="Record">The store's number of the hub record.</param>
/// <param name="Revision">Of its link.</param>
/// <param name="IsThere">The partner holds it.</param>
/// <param name="HasPartnerKey">Its key there is known, where the partner makes the keys.</param>
internal readonly record struct LinkMark(long Record, int Revision, bool IsThere, bool HasPartnerKey);

/// <param name="Record">The store's number of the hub record.</param>
/// <param name="Key">The hub's.</param>
/// <param name="PartnerKey">The record's key there, where the partner makes the keys.</param>
/// <param name="Times">In so many listings in a row.</param>
/// <param name="Since">When it was last seen there, at the least; 0: that is not known.</param>
/// <param name="Found">When it was missed first.</param>
/// <param name="IsTold">That it is gone is journaled.</param>
/// <param name="IsLinked">The partner holds it, as far as is known.</param>
internal sealed record MissingRow(
    long Record, RecordKey Key, string? PartnerKey, int Times, EventTime Since, EventTime Found, bool IsTold, bool IsLinked);
