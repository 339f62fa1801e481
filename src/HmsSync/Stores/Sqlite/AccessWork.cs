using HmsSync.Stores.Sqlite.Tables;

namespace HmsSync.Stores.Sqlite;

/// <summary>One change of the keys by which callers come in, or by which tokens are signed.</summary>
internal sealed class AccessWork(Action<AccessTable> change) : StoreWork
{
    public override int Rows => 1;

    public override void Apply(StoreTransaction transaction) => change(transaction.Access);
}
