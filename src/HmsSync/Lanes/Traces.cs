using HmsSync.Stores.Sqlite;

namespace HmsSync.Lanes;

/// <summary>
/// Which trace a delivery belongs to, as <c>traceparent</c> (W3C Trace Context, 3.2). An event that came with one goes on with
/// it, and so does what the hub made of that event; any other has one that follows from its number.
/// </summary>
internal sealed class Traces(Store store)
{
    private readonly TraceIds _ids = new(store.Epoch);

    /// <param name="lane">The lane that delivers.</param>
    /// <param name="owed">What it delivers.</param>
    public string Of(int lane, OwedEvent owed)
    {
        var root = owed.Event.Cause.Value > 0 ? owed.Event.Cause : owed.Event.Seq;
        var given = store.Tables.Traces.Any ? store.Readers.Read(reader => reader.Deliveries.Trace(root)) : null;
        return _ids.Of(root, given, lane, owed.PartnerSeq);
    }
}
