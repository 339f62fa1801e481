using HmsSync.Changes;
using HmsSync.Stores.Sqlite;

namespace HmsSync.Server.Access;

/// <summary>A key that was issued. Its end is seen at once by whatever was opened with it.</summary>
internal sealed class AccessKey(AccessKeyRow row)
{
    private long _used = row.Used.Micros;
    private long _revoked = row.Revoked.Micros;

    public string Id => row.Id;

    public string Name => row.Name;

    public string Partner => row.Partner;

    public Scopes Scopes { get; } = ScopeWords.Parse(row.Scopes) ?? Scopes.None;

    /// <summary>Of the key's text; empty: it was issued as a signed token.</summary>
    public ReadOnlySpan<byte> Hash => row.Hash.Span;

    public EventTime Made => row.Made;

    /// <summary>0: it does not.</summary>
    public EventTime Expires => row.Expires;

    public EventTime Used => new(Volatile.Read(ref _used));

    public EventTime Revoked => new(Volatile.Read(ref _revoked));

    public bool HasEnded(DateTimeOffset now)
        => Volatile.Read(ref _revoked) != 0 || (Expires.Micros != 0 && Expires.Micros <= EventTime.From(now).Micros);

    public void Revoke(EventTime at) => Interlocked.CompareExchange(ref _revoked, at.Micros, 0);

    /// <summary>True: it is time to write down that it is in use.</summary>
    public bool IsUsed(EventTime at, TimeSpan every)
    {
        var last = Volatile.Read(ref _used);
        return at.Micros - last >= every.Ticks / TimeSpan.TicksPerMicrosecond
            && Interlocked.CompareExchange(ref _used, at.Micros, last) == last;
    }
}
