using System.Data;
using HmsSync.Feeds;
using HmsSync.Seams;
using Npgsql;

namespace HmsSync.Hubs.Postgres.Feed;

/// <summary>
/// A random mark in the comment of our publication, which the stored position knew before: a hub that was restored holds an older
/// one, also when its log has grown past our position meanwhile. One loop calls it, but for the check.
/// </summary>
internal sealed class PublicationMark(PgHubPlace place, RandomSource random, TimeProvider time)
{
    private const string Read
        = "SELECT coalesce(obj_description(oid, 'pg_publication'), '') FROM pg_publication WHERE pubname = $1";

    private const string Prefix = "hms-sync ";

    private static readonly TimeSpan WriteEvery = TimeSpan.FromSeconds(10);

    private volatile string[] _known = [];
    private string _written = "";
    private long _writtenAt;
    private bool _hasNews;
    private bool _isForbidden;

    /// <summary>The feed begins at the position.</summary>
    public void Begin(PgPosition position)
    {
        _known = position.Mark.Length > 0 ? [position.Mark, position.NextMark] : [];
        (_written, _hasNews, _isForbidden) = ("", false, false);
    }

    /// <summary>The hub holds a mark that we left in it, or never got one.</summary>
    /// <exception cref="HubStoppedException">It holds another one.</exception>
    public async Task CheckAsync(NpgsqlConnection hub, CancellationToken cancellation)
    {
        var known = _known;
        if (known.Length > 0 && await PgQuery.ReadAsync(hub, Read, row => row.GetString(0), cancellation, place.Slot) is [var found]
            && !known.Contains(found))
        {
            // Invariant 12
            throw FeedFailure.NotRestored("its publication does not hold the mark that we left in it");
        }
    }

    /// <summary>The position of a page with the mark that comes next.</summary>
    public PgPosition Next(PgPosition position, bool hasEvents)
    {
        _hasNews |= hasEvents;
        if (position.NextMark.Length == 0 || position.NextMark == _written)
        {
            position = position with
            {
                Mark = _written,
                NextMark = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{random.NextUInt64():x16}"),
            };
        }

        return position;
    }

    /// <summary>The journal holds the position: its next mark may be left in the hub.</summary>
    public async Task LeaveAsync(PgPosition position, CancellationToken cancellation)
    {
        var isDue = _written.Length == 0 || time.GetElapsedTime(_writtenAt) >= WriteEvery;
        if (!_hasNews || !isDue || _isForbidden || position.NextMark.Length == 0 || position.NextMark == _written)
        {
            return;
        }

        _known = [position.Mark, position.NextMark];
        try
        {
            await WriteAsync(position.NextMark, cancellation);
            (_written, _writtenAt, _hasNews) = (position.NextMark, time.GetTimestamp(), false);
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            _isForbidden = true; // where the publication is another's, the log's end alone tells
        }
        catch (Exception away) when (FeedFailure.IsAway(away))
        {
            _writtenAt = time.GetTimestamp(); // locked or away: the next one is tried later
        }
    }

    private async Task WriteAsync(string mark, CancellationToken cancellation)
    {
        await using var hub = await place.OpenAsync(cancellation);
        await using var transaction = await hub.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellation);
        await PgQuery.RunAsync(hub, "SET LOCAL lock_timeout = '200ms'", cancellation);
        await PgQuery.RunAsync(hub, $"COMMENT ON PUBLICATION {PgSql.Name(place.Slot)} IS '{mark}'", cancellation);
        await transaction.CommitAsync(cancellation);
    }
}
