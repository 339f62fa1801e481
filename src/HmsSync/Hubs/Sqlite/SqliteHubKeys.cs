using System.Text.Json;
using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Feeds;
using Microsoft.Data.Sqlite;

namespace HmsSync.Hubs.Sqlite;

/// <summary>
/// Tells which record of the hub a partner's change is about: its key in the very form the hub's feed gives it, whatever
/// form the partner gave it (<c>"42"</c> for 42). Safe for several threads.
/// </summary>
internal sealed class SqliteHubKeys(SqliteHubPlace place, HubPlan plan) : IDisposable
{
    /// <summary>Invariant 11: longest key, in characters of JSON.</summary>
    public const int Longest = 1_024;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, HubTable?> _tables = new(StringComparer.Ordinal);
    private HubConnection? _hub;
    private long _schema = -1;

    /// <param name="table">A configured table.</param>
    /// <param name="fields">A JSON object in hub words.</param>
    /// <exception cref="HubStoppedException">The hub cannot be read.</exception>
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
            if (Field(fields, name) is not { } own || RecordFields.Read(known, own, values) is not null
                || values[^1].Value.Type == StoredType.Null)
            {
                return new HubKey(RecordKey.None, name);
            }
        }

        var key = KeyText.Of(known, values);
        return key.Json.Length > Longest ? new HubKey(RecordKey.None, known.KeyNames.First()) : new HubKey(key, "");
    }

    /// <summary>The key's columns; none when the hub has no such table.</summary>
    /// <exception cref="HubStoppedException">The hub cannot be read.</exception>
    public IReadOnlyList<string> Columns(string table) => Table(table) is { } known ? [.. known.KeyNames] : [];

    public void Dispose()
    {
        lock (_gate)
        {
            _hub?.Dispose();
            _hub = null;
        }
    }

    /// <summary>The one field as an object of its own; null: it did not come, or is a list or an object, which no key is.</summary>
    private static byte[]? Field(ReadOnlySpan<byte> fields, string name)
    {
        var all = new JsonFields(fields);
        while (all.Next())
        {
            if (all.Name == name)
            {
                if (all.Value[0] is (byte)'[' or (byte)'{')
                {
                    return null;
                }

                var text = JsonEncodedText.Encode(name);
                return [(byte)'{', (byte)'"', .. text.EncodedUtf8Bytes, (byte)'"', (byte)':', .. all.Value, (byte)'}'];
            }
        }

        return null;
    }

    private HubTable? Table(string table)
    {
        lock (_gate)
        {
            try
            {
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

/// <summary>A key, or the column that tells none.</summary>
/// <param name="Key">None: it cannot be told.</param>
/// <param name="Missing">The first key column that did not come, or cannot be one; else empty.</param>
internal readonly record struct HubKey(RecordKey Key, string Missing);
