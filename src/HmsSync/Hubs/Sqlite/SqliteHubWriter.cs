using HmsSync.Configuration;
using HmsSync.Feeds;
using Microsoft.Data.Sqlite;

namespace HmsSync.Hubs.Sqlite;

/// <summary>
/// Writes partners' changes into a SQLite hub: many records a transaction, but no transaction so long that the
/// application feels it, and a pause as long as the hold before the next.
/// </summary>
internal sealed class SqliteHubWriter(SqliteHubPlace place, HubPlan plan, TimeProvider time) : IHubWriter, IDisposable
{
    private const int MostRecords = 256;

    /// <summary>Of 5 ms that the application may wait at most; the last record and the commit take the rest.</summary>
    private static readonly TimeSpan LongestHold = TimeSpan.FromMilliseconds(2);

    private static readonly ApplyResult Busy
        = new(ApplyResultKind.Unavailable, "hub_busy", "another connection is writing");

    private readonly Dictionary<string, RecordStore> _stores = new(StringComparer.Ordinal);
    private readonly RowJson _json = new();
    private readonly ShortRest _rest = new(time);
    private HubConnection? _hub;
    private RecordApply? _apply;
    private long _schema = -1;
    private long _released;
    private TimeSpan _held;

    public async Task<IReadOnlyList<ApplyResult>> ApplyAsync(
        IReadOnlyList<HubApply> deliveries, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var results = new ApplyResult?[deliveries.Count];
        while (true)
        {
            await RestAsync();
            var began = time.GetTimestamp();
            var failure = Round(deliveries, results);
            (_held, _released) = (time.GetElapsedTime(began), time.GetTimestamp());
            if (failure is not null || cancellation.IsCancellationRequested)
            {
                failure ??= new ApplyResult(ApplyResultKind.Unavailable, "stopping", "the engine is stopping");
                return [.. results.Select(r => r ?? failure)];
            }

            if (Array.TrueForAll(results, r => r is not null))
            {
                return results!;
            }
        }
    }

    public Task<ReadOnlyMemory<byte>?> ReadAsync(string table, string keyJson, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            var hub = Open();
            ForgetWhatChanged(hub);
            return Task.FromResult(Store(hub, table) is { } store && store.ReadKey(keyJson, out var key) is null
                ? store.Read(hub, key)
                : null);
        }
        catch (SqliteException failure)
        {
            throw HubFailure.Stop(failure);
        }
    }

    public void Dispose()
    {
        _hub?.Dispose();
        _json.Dispose();
        _rest.Dispose();
    }

    /// <summary>
    /// SQLite's lock is not fair: without a gap as long as the hold before it the application's retries would find it taken again
    /// and again.
    /// </summary>
    private async Task RestAsync()
    {
        var left = _held - time.GetElapsedTime(_released);
        if (left > TimeSpan.Zero)
        {
            await _rest.WaitAsync(left);
        }
    }

    /// <summary>
    /// One transaction over deliveries that have no result yet; what keeps all of them waiting, or null.
    /// </summary>
    private ApplyResult? Round(IReadOnlyList<HubApply> deliveries, ApplyResult?[] results)
    {
        HubConnection? hub = null;
        try
        {
            hub = Open();
            hub.Run("BEGIN IMMEDIATE"); // never from a read: a stale snapshot cannot be written from
            ForgetWhatChanged(hub);
            var done = Fill(hub, deliveries, results);
            if (!hub.IsIdle)
            {
                _apply!.ClearTag();
                hub.Run("COMMIT");
                done.ForEach(d => results[d.Index] = d.Result); // known only now
            }

            return null;
        }
        catch (SqliteException failure) when (HubFailure.IsBusy(failure))
        {
            return Busy;
        }
        catch (HubStoppedException failure)
        {
            return new ApplyResult(ApplyResultKind.Unavailable, failure.Code, "the hub database cannot be opened");
        }
        catch (SqliteException failure)
        {
            return new ApplyResult(
                ApplyResultKind.Unavailable, "hub_unreadable", $"SQLite error {failure.SqliteExtendedErrorCode}");
        }
        finally
        {
            hub?.Rollback();
        }
    }

    private List<(int Index, ApplyResult Result)> Fill(
        HubConnection hub, IReadOnlyList<HubApply> deliveries, ApplyResult?[] results)
    {
        var done = new List<(int Index, ApplyResult Result)>();
        var began = time.GetTimestamp();
        for (var i = 0; i < deliveries.Count && done.Count < MostRecords; i++)
        {
            if (results[i] is not null)
            {
                continue;
            }

            if (time.GetElapsedTime(began) >= LongestHold)
            {
                break;
            }

            var table = deliveries[i].Table;
            var result = Store(hub, table) is { } store
                ? _apply!.Apply(store, deliveries[i])
                : new ApplyResult(ApplyResultKind.Refused, "unknown_table", $"the hub has no table {table} to write");
            if (hub.IsIdle)
            {
                results[i] = result; // it rolled the transaction back: the others go again, without it
                return [];
            }

            done.Add((i, result));
        }

        return done;
    }

    private HubConnection Open()
    {
        if (_hub?.FileWasReplaced() == true)
        {
            _hub.Dispose(); // what is written into a file that has no name any more is lost
            (_hub, _schema) = (null, -1);
        }

        if (_hub is null)
        {
            _hub = place.OpenToApply();
            _apply = new RecordApply(_hub);
        }

        return _hub;
    }

    /// <summary>Inside the transaction: what is known of a table holds until its end.</summary>
    private void ForgetWhatChanged(HubConnection hub)
    {
        var schema = hub.Number("PRAGMA schema_version");
        if (schema != _schema)
        {
            _stores.Clear();
            _schema = schema;
        }
    }

    /// <summary>Null: not configured, not there, or without a key.</summary>
    private RecordStore? Store(HubConnection hub, string table)
    {
        if (!_stores.TryGetValue(table, out var store)
            && plan.Table(table) is { } configured && HubCatalogue.Read(hub, configured).Table is { } known)
        {
            store = new RecordStore(known, _json);
            _stores.Add(table, store);
        }

        return store;
    }
}
