using HmsSync.Changes;
using HmsSync.Configuration;
using Microsoft.Data.Sqlite;

namespace HmsSync.Hubs.Sqlite;

/// <summary>Keys of a SQLite hub, by the affinity of its columns.</summary>
internal sealed class SqliteHubKeys(SqliteHubPlace place, HubPlan plan) : IHubKeys
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, HubTable?> _tables = new(StringComparer.Ordinal);
    private HubConnection? _hub;
    private long _schema = -1;

    public HubKey Of(string table, ReadOnlySpan<byte> fields)
    {
        if (Table(table) is not { } known)
        {
            return new HubKey(RecordKey.None, table);
        }

        var values = new List<(int Column, HubValue Value)>();
        foreach (var column in known.Key)
        {
            var name = known.Columns[column].Name;
            if (HubKey.Field(fields, name) is not { } own || RecordFields.Read(known, own, values) is not null
                || values[^1].Value.Type == StoredType.Null)
            {
                return new HubKey(RecordKey.None, name);
            }
        }

        var key = KeyText.Of(known, values);
        return key.Json.Length > HubKey.Longest ? new HubKey(RecordKey.None, known.KeyNames.First()) : new HubKey(key, "");
    }

    public IReadOnlyList<string> Columns(string table) => Table(table) is { } known ? [.. known.KeyNames] : [];

    public void Dispose()
    {
        lock (_gate)
        {
            _hub?.Dispose();
            _hub = null;
        }
    }

    private HubTable? Table(string table)
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

                _hub ??= place.OpenToRead();
                var schema = _hub.Number("PRAGMA schema_version");
                if (schema != _schema)
                {
                    _tables.Clear();
                    _schema = schema;
                }

                if (!_tables.TryGetValue(table, out var known) && plan.Table(table) is { } configured)
                {
                    _tables[table] = known = HubCatalogue.Read(_hub, configured).Table;
                }

                return known;
            }
            catch (SqliteException failure)
            {
                throw HubFailure.Stop(failure);
            }
        }
    }
}
