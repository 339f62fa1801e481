using System.Text;
using HmsSync.Changes;
using HmsSync.Lanes;
using HmsSync.Stores.Sqlite;

namespace HmsSync.Tests.Feeds.Polls;

/// <summary>Links appointments as a lane would have.</summary>
internal sealed class LinkedWork(int lane, int revision, IReadOnlyList<int> ids) : StoreWork
{
    public override int Rows => ids.Count;

    public override void Apply(StoreTransaction transaction)
    {
        var topic = transaction.Names.Topic("appointments");
        foreach (var id in ids)
        {
            var record = transaction.Records.Id(topic, new RecordKey($$"""{"id":{{id}}}"""));
            transaction.Mirror.Put(lane, record, new LinkRow
            {
                Fields = Encoding.UTF8.GetBytes($$"""{"id":{{id}},"start":"ten"}"""),
                Incarnation = 1,
                Revision = revision,
            }, wrote: null);
        }
    }
}
