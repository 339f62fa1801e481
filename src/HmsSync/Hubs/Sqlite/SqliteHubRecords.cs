using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Feeds;
using HmsSync.Sdk;
using Microsoft.Data.Sqlite;

namespace HmsSync.Hubs.Sqlite;

/// <summary>Reads records of a SQLite hub on a connection of its own, that cannot write.</summary>
internal sealed class SqliteHubRecords : IHubRecords
{
    private readonly SqliteHubPlace _place;
    private readonly HubPlan _plan;
    private readonly Lock _gate = new();
    private readonly RowJson _json = new();
    private readonly SnapshotReader _snapshot;
    private readonly SqliteHubKeys _keys;
    private readonly Dictionary<string, HubTable> _tables = new(StringComparer.Ordinal);
    private HubConnection? _hub;
    private long _schema = -1;

    public SqliteHubRecords(SqliteHubPlace place, HubPlan plan, TimeProvider time)
    {
        (_place, _plan) = (place, plan);
        _snapshot = new SnapshotReader(plan, _json, time);
        _keys = new SqliteHubKeys(place, plan);
    }

    public Task<HubRecordPage> ListAsync(string table, string after, int max, CancellationToken cancellation)
        => Task.FromResult(Read(hub =>
        {
            if (!_tables.ContainsKey(table))
            {
                throw new HubStoppedException("table_held", $"The hub table {table} cannot be read.", "hms-sync status says why.");
            }

            var page = _snapshot.Read(hub, _tables, table, after, max);
            return new HubRecordPage([.. page.Events.Select(e => new HubRecord(e.Key, e.Fields))], page.Next);
        }));

    public Task<ReadOnlyMemory<byte>?> ReadAsync(string table, RecordKey key, CancellationToken cancellation)
        => Task.FromResult(Read(hub => new RecordReader(_tables, _json).Read(hub, [new RecordName(table, key)]) is [var found]
            && found.Op != ChangeOp.Delete
                ? found.Fields
                : default(ReadOnlyMemory<byte>?)));

    public IReadOnlyList<string> KeyColumns(string table) => _keys.Columns(table);

    public RecordKey KeyOf(string table, ReadOnlySpan<byte> fields) => _keys.Of(table, fields).Key;

    public void Dispose()
    {
        _keys.Dispose();
        lock (_gate)
        {
            _hub?.Dispose();
            _hub = null;
            _json.Dispose();
        }
    }

    private T Read<T>(Func<HubConnection, T> read)
    {
        lock (_gate)
        {
            try
            {
                if (_hub?.FileWasReplaced() == true)
                {
                    _hub.Dispose();
                    (_hub, _schema) = (null, -1);
                }

                _hub ??= _place.OpenToRead();
                _hub.Run("BEGIN");
                Look(_hub);
                return read(_hub);
            }
            catch (SqliteException failure)
            {
                throw HubFailure.Stop(failure);
            }
            finally
            {
                _hub?.Rollback();
            }
        }
    }

    /// <summary>The tables as the catalogue has them now; one that is held is not there.</summary>
    private void Look(HubConnection hub)
    {
        var schema = hub.Number("PRAGMA schema_version");
        if (schema == _schema)
        {
            return;
        }

        _tables.Clear();
        foreach (var configured in _plan.Tables)
        {
            if (HubCatalogue.Read(hub, configured).Table is { } table)
            {
                _tables[configured.Name] = table;
            }
        }

        _schema = schema;
    }
}
