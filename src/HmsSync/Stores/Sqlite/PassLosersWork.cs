using HmsSync.Changes;

namespace HmsSync.Stores.Sqlite;

/// <summary>A person has looked at who lost by the claims of a table until now: they count no more.</summary>
internal sealed class PassLosersWork(string table, EventTime now) : StoreWork
{
    public override int Rows => 1;

    public override void Apply(StoreTransaction transaction)
        => transaction.ClaimsKept.Pass(transaction.Names.Topic(table), now);
}
