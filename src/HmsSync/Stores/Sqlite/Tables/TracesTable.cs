using HmsSync.Changes;
using Microsoft.Data.Sqlite;

namespace HmsSync.Stores.Sqlite.Tables;

/// <summary>The <c>traceparent</c> of those events that came with one; most do not.</summary>
internal sealed class TracesTable : IStoreTable
{
    private readonly Statement _put;
    private readonly Statement _forget;
    private volatile bool _any;

    public TracesTable(SqliteConnection connection)
    {
        using var any = new Statement(connection, "SELECT EXISTS(SELECT 1 FROM trace)");
        _any = any.Scalar() == 1;
        _put = new Statement(connection, "INSERT OR REPLACE INTO trace(seq, parent) VALUES(?1, ?2)");
        _forget = new Statement(connection, "DELETE FROM trace WHERE seq < ?1");
    }

    /// <summary>False: none was ever kept here, and nobody need look. May be read from anywhere.</summary>
    public bool Any => _any;

    public void Put(Seq seq, string parent)
    {
        _put.Bind(1, seq.Value).Bind(2, parent).Execute();
        _any = true;
    }

    /// <summary>Forgets what is older than the events that are kept.</summary>
    public void Forget(Seq before) => _forget.Bind(1, before.Value).Execute();

    public void Dispose()
    {
        _put.Dispose();
        _forget.Dispose();
    }
}
