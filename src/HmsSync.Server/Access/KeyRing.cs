using System.Collections.Concurrent;
using System.Security.Cryptography;
using HmsSync.Changes;
using HmsSync.Stores.Sqlite;

namespace HmsSync.Server.Access;

/// <summary>Every key that was issued, in memory as in the store.</summary>
internal sealed class KeyRing
{
    /// <summary>Invariant 11: keys that count.</summary>
    public const int MostKeys = 10_000;

    /// <summary>Ended keys stay so long, to be looked at.</summary>
    private static readonly TimeSpan KeepEnded = TimeSpan.FromDays(90);

    /// <summary>That a key is in use is written down this often.</summary>
    private static readonly TimeSpan UsedEvery = TimeSpan.FromMinutes(1);

    private static readonly byte[] Nobody = RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes);

    private readonly Store _store;
    private readonly TimeProvider _clock;
    private readonly ConcurrentDictionary<string, AccessKey> _keys = new(StringComparer.Ordinal);
    private readonly Lock _issuing = new();

    public KeyRing(Store store, TimeProvider clock)
    {
        (_store, _clock) = (store, clock);
        foreach (var row in store.Readers.Read(reader => reader.Access.Keys()))
        {
            _keys[row.Id] = new AccessKey(row);
        }
    }

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<AccessKey> All => [.. _keys.Values.OrderBy(k => k.Made.Micros).ThenBy(k => k.Id, StringComparer.Ordinal)];

    private DateTimeOffset Now => _clock.GetUtcNow();

    /// <summary>The key whose text this is, while it counts.</summary>
    public AccessKey? OfText(string text)
    {
        var id = KeyText.IdOf(text);
        var key = id is null ? null : _keys.GetValueOrDefault(id);
        var hash = key is { Hash.IsEmpty: false } ? key.Hash : Nobody;
        return CryptographicOperations.FixedTimeEquals(KeyText.Hash(text), hash) && key is not null && !key.HasEnded(Now) ? key : null;
    }

    /// <summary>The key of this id, while it counts.</summary>
    public AccessKey? OfId(string? id) => id is not null && _keys.TryGetValue(id, out var key) && !key.HasEnded(Now) ? key : null;

    /// <summary>Of the keys that count, the one of this name or id.</summary>
    public AccessKey? OfName(string name)
        => OfId(name) ?? _keys.Values.FirstOrDefault(k => k.Name == name && !k.HasEnded(Now));

    /// <summary>Keeps a new key; null: a key of its name counts, or there are too many. It counts when this has completed.</summary>
    /// <exception cref="StoreUnavailableException">Nothing was kept.</exception>
    public async Task<AccessKey?> IssueAsync(AccessKeyRow row)
    {
        await ForgetAsync();
        lock (_issuing)
        {
            var isFree = OfName(row.Name) is null && _keys.Values.Count(k => !k.HasEnded(Now)) < MostKeys;
            if (!isFree || !_keys.TryAdd(row.Id, new AccessKey(row with { Revoked = row.Made })))
            {
                return null;
            }
        }

        try
        {
            await _store.Writer.CommitAsync(new AccessWork(table => table.Add(row)));
        }
        catch
        {
            _keys.TryRemove(row.Id, out _);
            throw;
        }

        return _keys[row.Id] = new AccessKey(row);
    }

    /// <summary>It does not count from now on, and whatever is open in its name closes.</summary>
    /// <exception cref="StoreUnavailableException">Not kept: after a restart it would count again.</exception>
    public async Task RevokeAsync(AccessKey key)
    {
        var at = EventTime.From(Now);
        key.Revoke(at); // first of all, whatever the store says
        await _store.Writer.CommitAsync(new AccessWork(table => table.Revoke(key.Id, at)));
    }

    /// <summary>Writes down, now and then, that a key is in use; a store that cannot take it says so elsewhere.</summary>
    public void Use(AccessKey key)
    {
        var at = EventTime.From(Now);
        if (key.IsUsed(at, UsedEvery))
        {
            _ = UseAsync(key.Id, at);
        }
    }

    private async Task UseAsync(string id, EventTime at)
    {
        try
        {
            await _store.Writer.CommitAsync(new AccessWork(table => table.Used(id, at)));
        }
        catch (Exception fault) when (fault is StoreUnavailableException or Microsoft.Data.Sqlite.SqliteException)
        {
            // Nothing depends on it, and `status` tells what ails the store.
        }
    }

    private async Task ForgetAsync()
    {
        var before = EventTime.From(Now - KeepEnded).Micros;
        foreach (var key in _keys.Values.Where(k => EndOf(k) is > 0 and var end && end < before).ToList())
        {
            await _store.Writer.CommitAsync(new AccessWork(table => table.Forget(key.Id)));
            _keys.TryRemove(key.Id, out _);
        }
    }

    private static long EndOf(AccessKey key) => key.Revoked.Micros != 0 ? key.Revoked.Micros : key.Expires.Micros;
}
