using HmsSync.Changes;
using Microsoft.Data.Sqlite;

namespace HmsSync.Stores.Sqlite.Tables;

/// <summary>Keys of callers, and keys that sign tokens.</summary>
internal sealed class AccessTable(SqliteConnection connection) : IStoreTable
{
    private readonly Statement _add = new(connection, """
        INSERT INTO access_key(id, name, partner, scopes, hash, made_at, expires_at, used_at, revoked_at)
        VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, 0, 0)
        """);

    private readonly Statement _used = new(connection, "UPDATE access_key SET used_at = max(used_at, ?2) WHERE id = ?1");
    private readonly Statement _revoke = new(connection, "UPDATE access_key SET revoked_at = ?2 WHERE id = ?1 AND revoked_at = 0");
    private readonly Statement _forget = new(connection, "DELETE FROM access_key WHERE id = ?1");
    private readonly Statement _sign = new(connection, "INSERT INTO signing_key(kid, key, made_at) VALUES(?1, ?2, ?3)");
    private readonly Statement _unsign = new(connection, "DELETE FROM signing_key WHERE made_at < ?1");

    public void Add(AccessKeyRow row)
        => _add.Bind(1, row.Id).Bind(2, row.Name).Bind(3, row.Partner).Bind(4, row.Scopes).Bind(5, row.Hash.Span)
            .Bind(6, row.Made.Micros).Bind(7, row.Expires.Micros).Execute();

    public void Used(string id, EventTime at) => _used.Bind(1, id).Bind(2, at.Micros).Execute();

    public void Revoke(string id, EventTime at) => _revoke.Bind(1, id).Bind(2, at.Micros).Execute();

    public void Forget(string id) => _forget.Bind(1, id).Execute();

    public void Sign(SigningKeyRow row) => _sign.Bind(1, row.Id).Bind(2, row.Key.Span).Bind(3, row.Made.Micros).Execute();

    /// <summary>Of the keys that sign, those drawn before a time.</summary>
    public void ForgetSigning(EventTime before) => _unsign.Bind(1, before.Micros).Execute();

    public void Dispose()
    {
        foreach (var statement in new[] { _add, _used, _revoke, _forget, _sign, _unsign })
        {
            statement.Dispose();
        }
    }
}
