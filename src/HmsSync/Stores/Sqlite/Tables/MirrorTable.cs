using HmsSync.Changes;
using HmsSync.Lanes;
using Microsoft.Data.Sqlite;

namespace HmsSync.Stores.Sqlite.Tables;

/// <summary>One row for each link (partner × record): what the partner holds of it, and which record there it is.</summary>
internal sealed class MirrorTable(SqliteConnection connection) : IStoreTable
{
    private static readonly byte[] Nothing = "{}"u8.ToArray();

    private readonly Statement _put = new(connection, """
        INSERT INTO mirror(
            lane, record, fields, version, topic, partner_key, gone, incarnation, revision, base_at, held, passed, awaits)
        VALUES(?1, ?2, ?3, ?4, (SELECT topic FROM record WHERE id = ?2), ?5, ?6, ?7, ?8, ?9, ?10, ?11, ifnull(?12, 0))
        ON CONFLICT(lane, record) DO UPDATE SET
            fields = excluded.fields, version = excluded.version, topic = excluded.topic, partner_key = excluded.partner_key,
            gone = excluded.gone, incarnation = excluded.incarnation, revision = excluded.revision, base_at = excluded.base_at,
            held = excluded.held, passed = max(passed, excluded.passed), awaits = ifnull(?12, awaits)
        """);

    private readonly Statement _await = new(
        connection, "UPDATE mirror SET awaits = ?3, passed = max(passed, ?4) WHERE lane = ?1 AND record = ?2");

    private readonly Statement _agreed = new(connection, "UPDATE mirror SET base_at = ?3 WHERE lane = ?1 AND record = ?2");

    private readonly Statement _met = new(connection, "SELECT seq FROM applied WHERE lane = ?1 AND partner_seq = ?2");

    private readonly Statement _passed = new(connection, """
        UPDATE mirror SET awaits = 0, passed = ?4 WHERE lane = ?1 AND record = ?2 AND awaits = ?3
        """);

    private readonly Statement _has = new(connection, "SELECT 1 FROM mirror WHERE lane = ?1 AND record = ?2");

    private readonly Statement _passedAll = new(connection, """
        UPDATE mirror SET awaits = 0, passed = max(passed, ?2) WHERE topic = ?1 AND awaits > 0
        """);

    /// <summary>Says what is known of a link from now on; what has passed never goes back.</summary>
    /// <param name="lane">The lane to the partner.</param>
    /// <param name="record">The store's record number.</param>
    /// <param name="link">What is known.</param>
    /// <param name="wrote">
    /// The delivery to the hub that wrote the record: the link awaits it in the hub feed, which may have shown it already. Null: what
    /// it awaits stays as it is.
    /// </param>
    public void Put(int lane, long record, LinkRow link, (int HubLane, PartnerSeq Delivery)? wrote)
    {
        var met = wrote is { } written ? Met(written.HubLane, written.Delivery) : null;
        var passed = Math.Max(link.Passed.Value, met ?? 0);
        var put = wrote is null ? _put.BindNull(12) : _put.Bind(12, met is null ? wrote.Value.Delivery.Value : 0);
        put.Bind(1, lane).Bind(2, record).Bind(3, link.IsThere ? link.Fields.Span : Nothing).Bind(4, link.Version)
            .Bind(5, link.PartnerKey).Bind(6, link.IsThere ? 0 : 1).Bind(7, link.Incarnation).Bind(8, link.Revision)
            .Bind(9, link.BaseAt.Micros).Bind(10, string.Join('\n', link.Held)).Bind(11, passed).Execute();
    }

    /// <summary>As <see cref="Put"/>, where nothing else of the link has changed.</summary>
    public void Await(int lane, long record, int hubLane, PartnerSeq delivery)
    {
        var met = Met(hubLane, delivery);
        _await.Bind(1, lane).Bind(2, record).Bind(3, met is null ? delivery.Value : 0).Bind(4, met ?? 0).Execute();
    }

    /// <summary>The partner was found to hold what the hub held at this time.</summary>
    public void Agreed(int lane, long record, EventTime at) => _agreed.Bind(1, lane).Bind(2, record).Bind(3, at.Micros).Execute();

    /// <summary>What a delivery to the hub wrote has come back through the hub feed.</summary>
    public void Passed(int lane, long record, PartnerSeq delivery, Seq seq)
        => _passed.Bind(1, lane).Bind(2, record).Bind(3, delivery.Value).Bind(4, seq.Value).Execute();

    /// <summary>Whether the two have ever met.</summary>
    public bool Has(int lane, long record) => _has.Bind(1, lane).Bind(2, record).Scalar() is not null;

    /// <summary>The hub change that the delivery made, where the feed has shown it already.</summary>
    private long? Met(int hubLane, PartnerSeq delivery) => _met.Bind(1, hubLane).Bind(2, delivery.Value).Scalar();

    /// <summary>
    /// What was written to a hub table and did not come back does not come back any more: the table is read anew, and what is
    /// journaled from here on shows it.
    /// </summary>
    public void PassedAll(long topic, Seq from) => _passedAll.Bind(1, topic).Bind(2, from.Value).Execute();

    public void Dispose()
    {
        _has.Dispose();
        _passedAll.Dispose();
        _put.Dispose();
        _agreed.Dispose();
        _await.Dispose();
        _met.Dispose();
        _passed.Dispose();
    }
}
