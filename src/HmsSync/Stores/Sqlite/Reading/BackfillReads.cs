using HmsSync.Changes;
using HmsSync.Feeds.Backfills;

namespace HmsSync.Stores.Sqlite.Reading;

/// <summary>Reads how backfills stand, and what the hub feed has shown.</summary>
internal sealed class BackfillReads(StoreReader reader)
{
    /// <summary>Those that have not ended, in the order in which they were asked for.</summary>
    public List<BackfillRow> All()
    {
        var rows = reader.Prepared(
            "SELECT topic, lane, why, stage, cursor, rows, gone, since FROM backfill ORDER BY since, topic, lane");
        var all = new List<BackfillRow>();
        while (rows.Step())
        {
            all.Add(new BackfillRow(
                reader.Topic(rows.Int64(0)), rows.Int32(1), rows.RequiredText(2), new EventTime(rows.Int64(7)))
            {
                Stage = (BackfillStage)rows.Int32(3),
                Cursor = rows.RequiredText(4),
                Rows = rows.Int64(5),
                Gone = rows.Int64(6),
            });
        }

        return all;
    }

    /// <summary>Records of a table that the hub feed has shown last as there, in the order of their keys' text.</summary>
    public List<RecordName> Shown(string table, string after, int max)
    {
        var rows = reader.Prepared("""
            SELECT key FROM record WHERE topic = (SELECT id FROM topic WHERE name = ?1) AND key > ?2 AND shown = 1 ORDER BY key LIMIT ?3
            """).Bind(1, table).Bind(2, after).Bind(3, max);
        var names = new List<RecordName>();
        while (rows.Step())
        {
            names.Add(new RecordName(table, new RecordKey(rows.RequiredText(0))));
        }

        return names;
    }

    /// <summary>How many those are.</summary>
    public long CountShown(string table) => reader.Prepared(
        "SELECT count(*) FROM record WHERE topic = (SELECT id FROM topic WHERE name = ?1) AND shown = 1").Bind(1, table).Scalar() ?? 0;
}
