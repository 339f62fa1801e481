namespace HmsSync.Stores.Sqlite;

/// <summary>The tables of first meetings.</summary>
internal static class MeetingSchema
{
    /// <summary>How far each partner is with each table, and records whose newest state it is told when they have met.</summary>
    public const string Tables = """
        CREATE TABLE meeting(
            lane INTEGER NOT NULL, topic INTEGER NOT NULL, stage INTEGER NOT NULL, since INTEGER NOT NULL,
            mark INTEGER NOT NULL, cursor TEXT NOT NULL, anew INTEGER NOT NULL, PRIMARY KEY(lane, topic)) WITHOUT ROWID;
        CREATE TABLE told_later(lane INTEGER NOT NULL, record INTEGER NOT NULL, PRIMARY KEY(lane, record)) WITHOUT ROWID;
        CREATE INDEX conflict_first ON conflict(record) WHERE rule = 'first';
        """;

    /// <summary>From form 4 to form 5: whoever has a link has met.</summary>
    public const string ToVersion5 = Tables + """

        INSERT INTO meeting(lane, topic, stage, since, mark, cursor, anew)
        SELECT DISTINCT m.lane, r.topic, 5, 0, 0, '', 0 FROM mirror m JOIN record r ON r.id = m.record;
        """;
}
