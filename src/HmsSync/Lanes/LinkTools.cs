using HmsSync.Changes;
using HmsSync.Lanes.Meetings;
using HmsSync.Lanes.Records;
using HmsSync.Resolve;
using HmsSync.Stores.Sqlite;
using HmsSync.Stores.Sqlite.Reading;

namespace HmsSync.Lanes;

/// <summary>What both directions of a link share: whose turn it is, and what is known of it.</summary>
internal sealed class LinkTools(Store store, TimeProvider clock)
{
    public TimeProvider Clock => clock;

    public LinkGates Gates { get; } = new();

    /// <summary>Calls of unknown outcome to partners with records.</summary>
    public DoubtfulCalls Doubtful { get; } = new();

    /// <summary>What deliveries to partners found there and wait for the hub to judge.</summary>
    public Judgements Judgements { get; } = new();

    /// <summary>A delivery to the hub has made the record, and which record of the partner's it is is not stored yet.</summary>
    public bool IsBeingLinked(int hubLane, long record) => store.Readers.Read(r => r.Links.IsBeingLinked(hubLane, record));

    /// <summary>An earlier life of the engine may have made calls whose outcome was not stored.</summary>
    public void MarkUnknown(int lane)
    {
        foreach (var record in store.Readers.Read(r => r.Links.MayHaveGone(lane)))
        {
            Doubtful.Mark(lane, record);
        }
    }

    /// <summary>
    /// What is known of the record at the partner. A delivery of a record begins only after the one before it is committed, so
    /// the store always has the newest.
    /// </summary>
    public LinkRow Link(int mirrorLane, long record) => store.Readers.Read(r => r.Links.One(mirrorLane, record));

    /// <summary>As <see cref="Link(int, long)"/>, of a record that the store may have no number of.</summary>
    public LinkRow Link(int mirrorLane, string table, RecordKey key)
        => store.Readers.Read(r => r.Rows.RecordId(table, key) is { } record ? r.Links.One(mirrorLane, record) : LinkRow.None);

    /// <summary>The store's number of a hub record; 0: it has none.</summary>
    public long NumberOf(string table, RecordKey key) => store.Readers.Read(r => r.Rows.RecordId(table, key) ?? 0);

    /// <summary>Whether the record is held because it could be several of the other side's.</summary>
    /// <param name="lane">Whose conflict it is: the lane to the hub for a partner's record, else the one to the partner.</param>
    /// <param name="record">The store's number of it.</param>
    public Unclear Unclear(int lane, long record) => store.Readers.Read(r => r.Meetings.Unclear(lane, record));

    /// <summary>Key and number of the hub record that the partner knows by its own key; none: it is linked to none.</summary>
    public (RecordKey Key, long Record) LinkedBy(int mirrorLane, string table, string partnerKey) => store.Readers.Read(r =>
    {
        var key = r.Links.HubKeyOf(mirrorLane, table, partnerKey);
        return (key, key.IsNone ? 0 : r.Rows.RecordId(table, key) ?? 0);
    });

    /// <summary>What the hub feed has shown of the record.</summary>
    public HubCard Card(long record) => store.Readers.Read(r => r.Rows.Card(record));

    /// <summary>What the hub feed has shown of a record's claim; null: nothing since the claim is kept.</summary>
    public ClaimedRow? Claimed(string table, RecordKey key, string claim)
        => store.Readers.Read(r => r.Links.Claimed(table, key, claim));

    /// <summary>What the partner said of the record after the number.</summary>
    public List<Delivery> Later(int hubLane, PartnerSeq after, long record)
        => store.Readers.Read(r => r.Lanes.Later(hubLane, after, record));

    /// <summary>Deliveries to the hub whose tags came back through the hub's feed.</summary>
    public HashSet<long> Applied(int hubLane) => store.Readers.Read(r => r.Lanes.Applied(hubLane));

    /// <summary>The hub change that a delivery to the hub made, by its tag; null: it has not come back.</summary>
    public JournaledEvent? Applied(int hubLane, PartnerSeq delivery)
        => store.Readers.Read(r => r.Links.Applied(hubLane, delivery));

    /// <summary>What of the partner's lost by a delivery that is not settled.</summary>
    public List<(string Field, byte[] Value)> NotedLosers(int hubLane, Seq seq)
        => store.Readers.Read(r => r.Links.NotedLosers(hubLane, seq));

    /// <summary>One conflict; null: there is none with this id.</summary>
    public ConflictRow? Conflict(long id) => store.Readers.Read(r => r.Reports.Conflict(id));

    /// <summary>All conflicts that came of the same delivery.</summary>
    public List<ConflictRow> ConflictsOf(ConflictRow row) => store.Readers.Read(r => r.Reports.ConflictsOf(row.Lane, row.Seq));

    /// <summary>Completes when what an answer overwrites is durable.</summary>
    public Task KeepAsync(KeepLosersWork losers) => store.Writer.CommitAsync(losers);

    /// <summary>Notes who is about to lose in the hub; completes when that is durable.</summary>
    public Task NoteAsync(int hubLane, JournaledEvent e, IReadOnlyList<FieldConflict> conflicts)
        => store.Writer.CommitAsync(new NoteConflictsWork(
            EventTime.From(clock.GetUtcNow()), hubLane, e.Seq, e.Record, conflicts));
}
