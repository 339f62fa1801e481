namespace HmsSync.Tests.Stores;

/// <summary>A store as the first form had it, with a row in each table: written down once, and never to be changed.</summary>
internal static class FormOne
{
    public const string Epoch = "00000000deadbeef";

    /// <summary>As <c>Schema</c> said when its version was 1.</summary>
    public const string Tables = """
        CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
        CREATE TABLE topic(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
        CREATE TABLE participant(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
        CREATE TABLE record(id INTEGER PRIMARY KEY, topic INTEGER NOT NULL, key TEXT NOT NULL, UNIQUE(topic, key));

        CREATE TABLE journal(
            seq INTEGER PRIMARY KEY, time INTEGER NOT NULL, at INTEGER NOT NULL, source INTEGER NOT NULL,
            topic INTEGER NOT NULL, record INTEGER NOT NULL, op INTEGER NOT NULL, cause INTEGER NOT NULL,
            hops INTEGER NOT NULL, id TEXT, via TEXT, fields BLOB, was BLOB);
        CREATE TABLE feed(source TEXT PRIMARY KEY, position TEXT NOT NULL) WITHOUT ROWID;

        CREATE TABLE lane(
            id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, low INTEGER NOT NULL DEFAULT 0, done BLOB,
            may_have_started INTEGER NOT NULL DEFAULT 0, body INTEGER NOT NULL DEFAULT 1, plan TEXT,
            paused_code TEXT, paused_by TEXT, paused_at INTEGER, paused_why TEXT);
        CREATE TABLE owed(
            lane INTEGER NOT NULL, partner_seq INTEGER NOT NULL, seq INTEGER NOT NULL, op INTEGER NOT NULL,
            record INTEGER NOT NULL, PRIMARY KEY(lane, partner_seq)) WITHOUT ROWID;
        CREATE TABLE waiting(
            lane INTEGER NOT NULL, partner_seq INTEGER NOT NULL, seq INTEGER NOT NULL, op INTEGER NOT NULL,
            record INTEGER NOT NULL, attempts INTEGER NOT NULL, first_at INTEGER NOT NULL, next_at INTEGER NOT NULL,
            code TEXT NOT NULL, replay INTEGER NOT NULL, PRIMARY KEY(lane, partner_seq)) WITHOUT ROWID;
        CREATE TABLE parked(
            id INTEGER PRIMARY KEY, lane INTEGER NOT NULL, partner_seq INTEGER NOT NULL, seq INTEGER NOT NULL,
            op INTEGER NOT NULL, record INTEGER NOT NULL, code TEXT NOT NULL, detail TEXT, attempts INTEGER NOT NULL,
            at INTEGER NOT NULL, until INTEGER NOT NULL, count INTEGER NOT NULL);
        CREATE INDEX parked_lane ON parked(lane, record);
        CREATE TABLE lapsed(lane INTEGER NOT NULL, record INTEGER NOT NULL, PRIMARY KEY(lane, record)) WITHOUT ROWID;
        CREATE TABLE cut(lane INTEGER PRIMARY KEY, number INTEGER NOT NULL, until INTEGER NOT NULL, at INTEGER NOT NULL);
        CREATE TABLE applied(
            lane INTEGER NOT NULL, partner_seq INTEGER NOT NULL, PRIMARY KEY(lane, partner_seq)) WITHOUT ROWID;

        CREATE TABLE mirror(
            lane INTEGER NOT NULL, record INTEGER NOT NULL, fields BLOB NOT NULL, version TEXT,
            PRIMARY KEY(lane, record)) WITHOUT ROWID;
        CREATE TABLE card(record INTEGER PRIMARY KEY, stamps BLOB NOT NULL);
        CREATE TABLE conflict(
            id INTEGER PRIMARY KEY, at INTEGER NOT NULL, lane INTEGER NOT NULL, seq INTEGER NOT NULL,
            record INTEGER NOT NULL, field TEXT NOT NULL, rule TEXT NOT NULL, state TEXT NOT NULL, winner TEXT NOT NULL,
            hub_value BLOB, partner_value BLOB, base BLOB, hub_at INTEGER NOT NULL, partner_at INTEGER NOT NULL,
            why TEXT NOT NULL);

        CREATE TABLE audit(
            row INTEGER PRIMARY KEY, at INTEGER NOT NULL, lane INTEGER NOT NULL, partner_seq INTEGER NOT NULL,
            seq INTEGER NOT NULL, record INTEGER NOT NULL, op INTEGER NOT NULL, outcome INTEGER NOT NULL,
            code TEXT NOT NULL, status INTEGER NOT NULL, attempts INTEGER NOT NULL, count INTEGER NOT NULL,
            hash BLOB NOT NULL);
        CREATE TRIGGER audit_is_append_only_update BEFORE UPDATE ON audit
            BEGIN SELECT RAISE(ABORT, 'audit rows are never changed'); END;
        CREATE TRIGGER audit_is_append_only_delete BEFORE DELETE ON audit
            BEGIN SELECT RAISE(ABORT, 'audit rows are never deleted'); END;
        CREATE TABLE dedupe(
            day INTEGER NOT NULL, source INTEGER NOT NULL, id BLOB NOT NULL, body BLOB NOT NULL, seq INTEGER NOT NULL,
            PRIMARY KEY(source, id)) WITHOUT ROWID;
        CREATE TABLE taken_version(
            source INTEGER NOT NULL, record INTEGER NOT NULL, version TEXT NOT NULL,
            PRIMARY KEY(source, record)) WITHOUT ROWID;
        """;

    /// <summary>
    /// A lane that has settled 1 and 3 of its 6 deliveries, with 4 waiting and 5 parked; and the lane from its partner to the
    /// hub, in which an apply has come back through the feed.
    /// </summary>
    public const string Rows = """
        INSERT INTO meta VALUES('epoch', '00000000deadbeef');
        INSERT INTO topic VALUES(1, 'appointments');
        INSERT INTO participant VALUES(1, 'hms'), (2, 'hospital');
        INSERT INTO record VALUES(1, 1, '{"id":1}'), (2, 1, '{"id":2}'), (3, 1, '{"id":3}');
        CREATE TEMP TABLE six AS WITH n(value) AS (VALUES(1) UNION ALL SELECT value + 1 FROM n WHERE value < 6) SELECT value FROM n;
        INSERT INTO journal
            SELECT value, 1000000 + value, 1000000, 1, 1, 1 + value % 3, 2, 0, 0, NULL, NULL, CAST('{"v":' || value || '}' AS BLOB), NULL
            FROM six;
        INSERT INTO feed VALUES('hub', 'p6');
        INSERT INTO lane VALUES
            (1, 'hospital', 1, x'02', 6, 2, 'f1', 'operator', 'anna', 1000009, 'Paused by anna.'),
            (2, 'hms/hospital', 0, NULL, 1, 1, NULL, NULL, NULL, NULL, NULL);
        INSERT INTO owed SELECT 1, value, value, 2, 1 + value % 3 FROM six;
        INSERT INTO owed VALUES(2, 1, 6, 2, 1);
        INSERT INTO waiting VALUES(1, 4, 4, 2, 2, 3, 1000004, 9000000, 'http_503', 0);
        INSERT INTO parked VALUES(1, 1, 5, 5, 2, 3, 'http_422', NULL, 1, 1000005, 5, 1);
        INSERT INTO lapsed VALUES(1, 2);
        INSERT INTO cut VALUES(1, 7, 3, 1000003);
        INSERT INTO applied VALUES(2, 1);
        INSERT INTO mirror VALUES(1, 1, CAST('{"v":3}' AS BLOB), 'e3');
        INSERT INTO card VALUES(1, CAST('{"v":1000003}' AS BLOB));
        INSERT INTO conflict VALUES(
            1, 1000003, 2, 3, 1, 'v', 'latest_change', 'decided', 'hms', CAST('3' AS BLOB), CAST('2' AS BLOB), CAST('1' AS BLOB),
            1000003, 1000002, 'The hub did so last.');
        INSERT INTO dedupe VALUES(1, 2, x'01', x'02', 6);
        INSERT INTO taken_version VALUES(2, 1, '4');
        PRAGMA user_version = 1;
        """;
}
