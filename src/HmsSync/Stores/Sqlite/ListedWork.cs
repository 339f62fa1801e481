using HmsSync.Changes;

namespace HmsSync.Stores.Sqlite;

/// <summary>Remembers which items of a listing were taken as changes, until the mirror says the same.</summary>
/// <param name="lane">The lane to the partner.</param>
/// <param name="taken">Records with the digest of their items.</param>
/// <param name="settled">Records of which nothing is to be remembered any more.</param>
internal sealed class ListedWork(
    int lane, IReadOnlyList<(RecordName Name, string Digest)> taken, IReadOnlyList<long> settled) : StoreWork
{
    public override int Rows => taken.Count + settled.Count;

    public override void Apply(StoreTransaction transaction)
    {
        foreach (var (name, digest) in taken)
        {
            var record = transaction.Records.Id(transaction.Names.Topic(name.Table), name.Key);
            transaction.Listing.Taken(lane, record, digest);
        }

        foreach (var record in settled)
        {
            transaction.Listing.Settled(lane, record);
        }
    }
}
