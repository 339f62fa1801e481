using System.Text;
using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Hubs.Postgres.Values;
using HmsSync.Hubs.Postgres.Writing;
using Npgsql;

namespace HmsSync.Hubs.Postgres.Keys;

/// <summary>Keys of a PostgreSQL hub. Most are told without asking it; what a type writes in a way of its own is.</summary>
internal sealed class PostgresHubKeys(string connection, HubPlan plan, TimeProvider time) : IHubKeys
{
    /// <summary>After this the catalogue is asked again: the application may have changed it.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (IReadOnlyList<PgKeyColumn> Key, long ReadAt)> _tables = new(StringComparer.Ordinal);
    private readonly PgRowJson _json = new();
    private NpgsqlConnection? _hub;

    public HubKey Of(string table, ReadOnlySpan<byte> fields)
    {
        lock (_gate)
        {
            var key = Key(table);
            if (key.Count == 0)
            {
                return new HubKey(RecordKey.None, table);
            }

            var texts = new List<string>();
            foreach (var column in key)
            {
                if (HubKey.Field(fields, column.Name) is not { } own
                    || column.Read(JsonFields.Find(own, column.Name)) is not { } given || Written(column, given) is not { } text)
                {
                    return new HubKey(RecordKey.None, column.Name);
                }

                texts.Add(text);
            }

            var told = Json(key, texts);
            return told.Json.Length > HubKey.Longest ? new HubKey(RecordKey.None, key[0].Name) : new HubKey(told, "");
        }
    }

    public IReadOnlyList<string> Columns(string table)
    {
        lock (_gate)
        {
            return [.. Key(table).Select(c => c.Name)];
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _hub?.Dispose();
            _hub = null;
            _json.Dispose();
        }
    }

    private IReadOnlyList<PgKeyColumn> Key(string table)
    {
        if (plan.Table(table) is not { } configured)
        {
            return [];
        }

        if (!_tables.TryGetValue(table, out var known) || time.GetElapsedTime(known.ReadAt) > Kept)
        {
            known = (Ask(hub => PgKeyCatalogue.Read(hub, configured)), time.GetTimestamp());
            if (known.Key.Count > 0)
            {
                _tables[table] = known;
            }
        }

        return known.Key;
    }

    /// <summary>Null: the server does not take it.</summary>
    private string? Written(PgKeyColumn column, string text) => column.Written(text) ?? Ask(hub =>
    {
        using var query = new NpgsqlCommand($"SELECT $1::{column.Declared}", hub) { AllResultTypesAreUnknown = true };
        query.Parameters.Add(new PgField(0, text).Parameter);
        try
        {
            return (string?)query.ExecuteScalar();
        }
        catch (PostgresException refused) when (refused.SqlState.StartsWith("22", StringComparison.Ordinal))
        {
            return null;
        }
    });

    private RecordKey Json(IReadOnlyList<PgKeyColumn> key, List<string> texts)
    {
        var shape = new PgShape([.. key.Select(c => (c.Name, c.Shown))], [.. Enumerable.Range(0, key.Count)]);
        var row = new PgTuple();
        row.Begin(Encoding.UTF8.GetBytes(string.Concat(texts)));
        var at = 0;
        foreach (var text in texts)
        {
            var length = Encoding.UTF8.GetByteCount(text);
            row.AddText(at, length);
            at += length;
        }

        return _json.Key(shape, row);
    }

    /// <summary>A connection that lay idle may be gone: then once more on a new one.</summary>
    private T Ask<T>(Func<NpgsqlConnection, T> question)
    {
        var isNew = _hub is null;
        try
        {
            return question(_hub ??= Open());
        }
        catch (NpgsqlException failure)
        {
            _hub?.Dispose();
            _hub = null;
            return isNew || PgFailure.Of(failure) != PgVerdict.Lost ? throw PgFailure.Stop(failure) : Ask(question);
        }
    }

    private NpgsqlConnection Open()
    {
        var settings = PgPlace.Settings(connection);
        settings.Pooling = false;
        settings.CommandTimeout = settings.Timeout;
        var hub = new NpgsqlConnection(settings.ConnectionString);
        try
        {
            hub.Open();
            return hub;
        }
        catch
        {
            hub.Dispose();
            throw;
        }
    }
}
