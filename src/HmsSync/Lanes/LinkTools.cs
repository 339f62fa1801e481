using HmsSync.Changes;
using HmsSync.Stores.Sqlite;

namespace HmsSync.Lanes;

/// <summary>What both directions of a link share: whose turn it is, and what the partner holds.</summary>
internal sealed class LinkTools(Store store)
{
    public LinkGates Gates { get; } = new();

    /// <summary>
    /// What the partner holds of the record; empty: nothing. A delivery of a record begins only after the one before it is
    /// committed, so the store always has the newest.
    /// </summary>
    public byte[] Mirror(int mirrorLane, long record) => store.Readers.Read(r => r.Rows.Mirror(mirrorLane, record));

    /// <summary>Stamps of the hub's values of the record.</summary>
    public byte[] Card(long record) => store.Readers.Read(r => r.Rows.Card(record));

    /// <summary>What the partner said of the record after the number.</summary>
    public List<Delivery> Later(int hubLane, PartnerSeq after, long record)
        => store.Readers.Read(r => r.Lanes.Later(hubLane, after, record));

    /// <summary>Deliveries to the hub whose tags came back through the hub's feed, with what lost by them.</summary>
    public Dictionary<long, string?> Applied(int hubLane) => store.Readers.Read(r => r.Lanes.Applied(hubLane));
}
