using HmsSync.Changes;

namespace HmsSync.Stores.Sqlite;

/// <summary>From this commit on, calls for numbers up to the given one may go out.</summary>
internal sealed class StartWork(int lane, PartnerSeq upTo) : StoreWork
{
    public override int Rows => 1;

    public override void Apply(StoreTransaction transaction) => transaction.Lanes.Touch(lane).Start(upTo);
}
