namespace HmsSync.Stores.Sqlite;

/// <summary>The store's tables. A change here is a new <see cref="Version"/> and a migration.</summary>
internal static class Schema
{
    public const int Version = 12;

    /// <summary>From form 1 to form 2: what of a lane has lapsed.</summary>
    public const string ToVersion2 = """
        ALTER TABLE lane ADD COLUMN lapse_first INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE lane ADD COLUMN lapse_until INTEGER NOT NULL DEFAULT 0;
        """;

    /// <summary>
    /// From form 2 to form 3: links with keys, versions and tombstones, the interval of a polled change, and conflicts by
    /// the delivery that met them.
    /// </summary>
    public const string ToVersion3 = """
        ALTER TABLE mirror ADD COLUMN topic INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE mirror ADD COLUMN partner_key TEXT;
        ALTER TABLE mirror ADD COLUMN gone INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE mirror ADD COLUMN incarnation INTEGER NOT NULL DEFAULT 1;
        ALTER TABLE mirror ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;
        ALTER TABLE mirror ADD COLUMN base_at INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE mirror ADD COLUMN awaits INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE mirror ADD COLUMN passed INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE mirror ADD COLUMN held TEXT NOT NULL DEFAULT '';
        CREATE UNIQUE INDEX mirror_partner_key ON mirror(lane, topic, partner_key) WHERE partner_key IS NOT NULL;
        ALTER TABLE journal ADD COLUMN at_from INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE applied ADD COLUMN seq INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE applied ADD COLUMN record INTEGER NOT NULL DEFAULT 0;
        CREATE INDEX conflict_delivery ON conflict(lane, seq);
        """;

    /// <summary>From form 3 to form 4: who claims what and since when, and up to where a person let deletes through.</summary>
    public const string ToVersion4 = """
        ALTER TABLE lane ADD COLUMN deletes_passed INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE conflict ADD COLUMN claim TEXT NOT NULL DEFAULT '';
        CREATE TABLE claimed(
            record INTEGER NOT NULL, claim TEXT NOT NULL, at INTEGER NOT NULL, seq INTEGER NOT NULL, source INTEGER NOT NULL,
            mark TEXT NOT NULL, was BLOB, PRIMARY KEY(record, claim)) WITHOUT ROWID;
        """;

    /// <summary>From form 11 to form 12: the hub change that a card shows.</summary>
    public const string ToVersion12 = "ALTER TABLE card ADD COLUMN seq INTEGER NOT NULL DEFAULT 0;";

    public const string Tables = """
        CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
        CREATE TABLE topic(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
        CREATE TABLE participant(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
        CREATE TABLE record(id INTEGER PRIMARY KEY, topic INTEGER NOT NULL, key TEXT NOT NULL,
            shown INTEGER NOT NULL DEFAULT 0, UNIQUE(topic, key));

        CREATE TABLE journal(
            seq INTEGER PRIMARY KEY, time INTEGER NOT NULL, at INTEGER NOT NULL, source INTEGER NOT NULL,
            topic INTEGER NOT NULL, record INTEGER NOT NULL, op INTEGER NOT NULL, cause INTEGER NOT NULL,
            hops INTEGER NOT NULL, id TEXT, via TEXT, fields BLOB, was BLOB, at_from INTEGER NOT NULL DEFAULT 0);
        CREATE TABLE feed(source TEXT PRIMARY KEY, position TEXT NOT NULL) WITHOUT ROWID;

        CREATE TABLE lane(
            id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, low INTEGER NOT NULL DEFAULT 0, done BLOB,
            may_have_started INTEGER NOT NULL DEFAULT 0, body INTEGER NOT NULL DEFAULT 1, plan TEXT,
            paused_code TEXT, paused_by TEXT, paused_at INTEGER, paused_why TEXT,
            lapse_first INTEGER NOT NULL DEFAULT 0, lapse_until INTEGER NOT NULL DEFAULT 0,
            deletes_passed INTEGER NOT NULL DEFAULT 0);
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
            lane INTEGER NOT NULL, partner_seq INTEGER NOT NULL, seq INTEGER NOT NULL DEFAULT 0,
            record INTEGER NOT NULL DEFAULT 0, PRIMARY KEY(lane, partner_seq)) WITHOUT ROWID;

        CREATE TABLE mirror(
            lane INTEGER NOT NULL, record INTEGER NOT NULL, fields BLOB NOT NULL, version TEXT,
            topic INTEGER NOT NULL DEFAULT 0, partner_key TEXT, gone INTEGER NOT NULL DEFAULT 0,
            incarnation INTEGER NOT NULL DEFAULT 1, revision INTEGER NOT NULL DEFAULT 1,
            base_at INTEGER NOT NULL DEFAULT 0, awaits INTEGER NOT NULL DEFAULT 0, passed INTEGER NOT NULL DEFAULT 0,
            held TEXT NOT NULL DEFAULT '', PRIMARY KEY(lane, record)) WITHOUT ROWID;
        CREATE UNIQUE INDEX mirror_partner_key ON mirror(lane, topic, partner_key) WHERE partner_key IS NOT NULL;
        CREATE TABLE card(record INTEGER PRIMARY KEY, stamps BLOB NOT NULL, seq INTEGER NOT NULL DEFAULT 0);
        CREATE TABLE conflict(
            id INTEGER PRIMARY KEY, at INTEGER NOT NULL, lane INTEGER NOT NULL, seq INTEGER NOT NULL,
            record INTEGER NOT NULL, field TEXT NOT NULL, rule TEXT NOT NULL, state TEXT NOT NULL, winner TEXT NOT NULL,
            hub_value BLOB, partner_value BLOB, base BLOB, hub_at INTEGER NOT NULL, partner_at INTEGER NOT NULL,
            why TEXT NOT NULL, claim TEXT NOT NULL DEFAULT '');
        CREATE TABLE claimed(
            record INTEGER NOT NULL, claim TEXT NOT NULL, at INTEGER NOT NULL, seq INTEGER NOT NULL, source INTEGER NOT NULL,
            mark TEXT NOT NULL, was BLOB, PRIMARY KEY(record, claim)) WITHOUT ROWID;
        CREATE INDEX conflict_delivery ON conflict(lane, seq);

        CREATE TABLE audit(
            row INTEGER PRIMARY KEY, at INTEGER NOT NULL, lane INTEGER NOT NULL, partner_seq INTEGER NOT NULL,
            seq INTEGER NOT NULL, record INTEGER NOT NULL, op INTEGER NOT NULL, outcome INTEGER NOT NULL,
            code TEXT NOT NULL, status INTEGER NOT NULL, attempts INTEGER NOT NULL, count INTEGER NOT NULL,
            hash BLOB NOT NULL);
        CREATE TRIGGER audit_is_append_only_update BEFORE UPDATE ON audit
            BEGIN SELECT RAISE(ABORT, 'audit rows are never changed'); END;
        CREATE TRIGGER audit_is_append_only_delete BEFORE DELETE ON audit
            BEGIN SELECT RAISE(ABORT, 'audit rows are never deleted'); END;
        CREATE TABLE taken_version(
            source INTEGER NOT NULL, record INTEGER NOT NULL, version TEXT NOT NULL,
            PRIMARY KEY(source, record)) WITHOUT ROWID;
        """;
}
