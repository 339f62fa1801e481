using System.Runtime.ExceptionServices;
using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Feeds;
using HmsSync.Feeds.Backfills;
using HmsSync.Seams;
using Microsoft.Extensions.Logging;

namespace HmsSync.Hubs.Postgres.Feed;

/// <summary>The change feed of a PostgreSQL hub: logical replication, read by position; the slot moves with the journal.</summary>
internal sealed class PostgresHubFeed : IHubFeed, IAsyncDisposable, IDisposable
{
    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan MoveIdleEvery = TimeSpan.FromSeconds(5);

    private readonly PgHubPlace _place;
    private readonly FollowedTables _tables;
    private readonly TableStates _states;
    private readonly PublicationMark _mark;
    private readonly HubPlan _plan;
    private readonly TimeProvider _time;
    private readonly RandomSource _random;
    private readonly ILogger _logger;
    private readonly List<FeedStep> _taken = [];
    private string _openMark = "";
    private bool _isCaughtUp;
    private PgPosition _begin = PgPosition.Start;
    private PgPosition _opened = PgPosition.Start;
    private HubStream? _stream;
    private StateFence? _fence;
    private WalWatch? _watch;
    private long _movedAt;
    private volatile IReadOnlyList<HeldTable> _held = [];
    private volatile string? _notOpened;

    /// <param name="plan">The hub and its tables.</param>
    /// <param name="time">Paces looks and tries.</param>
    /// <param name="random">Spreads tries, names marks.</param>
    /// <param name="logger">Hears when the hub is lost and found.</param>
    public PostgresHubFeed(HubPlan plan, TimeProvider time, RandomSource random, ILogger logger)
    {
        (_plan, _time, _random, _logger) = (plan, time, random, logger);
        _place = new PgHubPlace(plan.Connection, plan.Slot);
        _tables = new FollowedTables(plan, _place);
        _states = new TableStates(_place, plan, time);
        _mark = new PublicationMark(_place, random, time);
    }

    public IReadOnlyList<HubNotice> Notices
    {
        get
        {
            var away = _notOpened ?? _stream?.Away;
            return
            [
                .. away is null ? Array.Empty<HubNotice>() : [Away(away)],
                .. _watch?.Notice is { } wal ? [wal] : Array.Empty<HubNotice>(),
                .. _held.Select(h => h.ToNotice()),
                .. _tables.Notices,
            ];
        }
    }

    public long? HeldBack => _watch?.Retained;

    public async Task OpenAsync(FeedPosition position, CancellationToken cancellation)
    {
        await CloseAsync();
        var asked = PgPosition.Parse(position);
        _openMark = $"open:{_random.NextUInt64():x16}";
        _mark.Begin(asked);
        _opened = _begin = await OpenHubAsync(asked, cancellation);
        _held = _begin.Held;
        _isCaughtUp = false;
        _movedAt = _time.GetTimestamp();
        _stream = new HubStream(_place, _tables, _mark, _begin, _time, _random, _logger);
        _fence = new StateFence(_place, _stream.Buffer, () => _stream.Away is not null, _time);
        if (asked.Origin == PgOrigin.Unknown)
        {
            await FenceRunningAsync(_fence, cancellation);
        }

        _watch = new WalWatch(_place, _tables, _plan.MaxRetained, _stream.Buffer, _time);
        _stream.Start();
        _watch.Start();
    }

    public async Task<FeedPage> ReadAsync(FeedPosition after, int max, CancellationToken cancellation)
    {
        var stream = Opened();
        var page = new StepPage(_mark.Next(Parse(after), hasEvents: false), max);
        _held = page.Position.Held;
        while (true)
        {
            var received = stream.Received; // before the look at the buffer: what it tells of has arrived by then
            Fill(page, stream.Buffer);
            if (page.Events.Count > 0)
            {
                break;
            }

            Rethrow(stream.Buffer.Ended);
            if (_isCaughtUp && stream.Away is null)
            {
                return await QuietAsync(page.Position, page.Position.ToFeed() != after, received, max, cancellation);
            }

            await stream.Buffer.ArrivedAsync(TryAgain, _time, cancellation);
        }

        _held = page.Position.Held;
        await PruneAsync(cancellation);
        return new FeedPage(page.Events, _mark.Next(page.Position, hasEvents: true).ToFeed());
    }

    public async Task WaitAsync(CancellationToken cancellation)
    {
        var buffer = Opened().Buffer;
        if (buffer.IsEmpty && buffer.Ended is null)
        {
            await buffer.ArrivedAsync(_begin.Snapshot.Count > 0 ? LookAgain : MoveIdleEvery, _time, cancellation);
        }
    }

    public async Task<bool> ForgetAsync(FeedPosition upTo, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var position = Parse(upTo);
        Opened().Confirm(position.Lsn);
        await _mark.LeaveAsync(position, cancellation);
        return false;
    }

    public Task<IReadOnlyList<NewEvent>?> ReadRecordsAsync(
        FeedPosition at, IReadOnlyList<RecordName> records, bool leaveOutTold, CancellationToken cancellation)
        => ReadAtAsync<IReadOnlyList<NewEvent>>(at, async position =>
        {
            var states = await _states.ReadAsync(Flowing(position), records, cancellation);
            var beyond = await _fence!.BeyondAsync(states.Seen, cancellation);
            return beyond is null || (records.Count == 0 && beyond.Count > 0) || beyond.Any(step => step.Kind == StepKind.Hold)
                ? null
                : UntoldStates.Of(StateFence.Changes(beyond), records, states.Events, leaveOutTold);
        });

    public Task<TableChunk?> ReadTableAsync(
        FeedPosition at, string table, string cursor, int max, CancellationToken cancellation)
        => ReadAtAsync(at, async position =>
        {
            if (!Flowing(position).TryGetValue(table, out var known))
            {
                return null;
            }

            var chunk = await _states.ReadAsync(known, TableCursor.Parse(cursor), max, cancellation);
            var beyond = await _fence!.BeyondAsync(chunk.Seen, cancellation);
            return beyond is not null && StateFence.Before(beyond, table, chunk) is { } events
                ? new TableChunk(events, chunk.IsLast ? null : TableCursor.Of(chunk.Cursor))
                : null;
        });

    public async Task<FeedPosition> GoOnAsync(FeedPosition position, string why, string table, CancellationToken cancellation)
    {
        try
        {
            return await new HubReturn(_place, _tables, _plan, _time).GoOnAsync(
                Parse(position), why, table, CloseAsync, cancellation);
        }
        catch (Exception away) when (FeedFailure.IsAway(away))
        {
            throw FeedFailure.Stop(away, _place.Slot) ?? new HubStoppedException(
                "hub_away", $"The hub cannot be asked: {away.Message}", "See that PostgreSQL runs and takes connections.");
        }
    }

    public IHubRecords OpenRecords() => new PgHubRecords(_place, _tables, _plan, _time);

    /// <summary>Ends what runs in the background without waiting for it: the process is at its end.</summary>
    public void Dispose()
    {
        _watch?.Stop();
        _stream?.Stop();
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _states.Dispose();
        await _place.DisposeAsync();
    }

    private static HubNotice Away(string why)
        => new(
            "hms", "hub_away", $"The hub is not connected: {why}. It is tried again and again.",
            "See that PostgreSQL runs and takes connections.", Held: true);

    private static void Rethrow(Exception? ended)
    {
        if (ended is not null)
        {
            ExceptionDispatchInfo.Throw(ended);
        }
    }

    /// <summary>A hub that is away while we start is waited for.</summary>
    private async Task<PgPosition> OpenHubAsync(PgPosition asked, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                var begin = await new HubOpening(_place, _tables, _plan, _mark).OpenAsync(asked, _openMark, cancellation);
                _notOpened = null;
                return begin;
            }
            catch (Exception failure) when (FeedFailure.IsAway(failure))
            {
                Rethrow(FeedFailure.Stop(failure, _place.Slot));
                _notOpened = failure.Message;
                await Task.Delay(TryAgain, _time, cancellation);
            }
        }
    }

    /// <summary>What was being committed as the slot was made is before it, and may not be visible yet.</summary>
    private async Task FenceRunningAsync(StateFence fence, CancellationToken cancellation)
    {
        await using var hub = await _place.OpenAsync(cancellation);
        foreach (var xid in (await TableStates.SnapshotAsync(hub, cancellation)).Running)
        {
            fence.HandedOn(xid);
        }
    }

    private void Fill(StepPage page, StepBuffer buffer)
    {
        buffer.Take(page.Room, page.RoomBytes, _taken);
        foreach (var step in _taken)
        {
            page.Add(step);
            _isCaughtUp |= step.Kind == StepKind.Mark && step.Text == _openMark;
            if (step.Kind == StepKind.End)
            {
                _fence!.HandedOn(step.Xid);
            }
        }

        _taken.Clear();
    }

    /// <summary>Nothing waits: a chunk of a table that is to be read whole, or the position alone.</summary>
    private async Task<FeedPage> QuietAsync(
        PgPosition position, bool hasMoved, ulong received, int max, CancellationToken cancellation)
    {
        _held = position.Held;
        _begin = position;
        try
        {
            if (position.Snapshot.Count > 0 && position.Open == 0)
            {
                return await ChunkAsync(position, max, cancellation);
            }
        }
        catch (Exception away) when (FeedFailure.IsAway(away))
        {
            return new FeedPage([], position.ToFeed());
        }

        // What is logged for others moves us on too, now and then: else their log would be held back for us.
        if (position.Open == 0 && received > position.Lsn && _time.GetElapsedTime(_movedAt) >= MoveIdleEvery)
        {
            hasMoved = true;
            position = position with { Lsn = received };
        }

        _movedAt = hasMoved ? _time.GetTimestamp() : _movedAt;
        return new FeedPage([], position.ToFeed());
    }

    private async Task PruneAsync(CancellationToken cancellation)
    {
        try
        {
            await _fence!.PruneAsync(cancellation);
        }
        catch (Exception away) when (FeedFailure.IsAway(away))
        {
            // The next page tries again; until the hub is back there are few.
        }
    }

    private async Task<FeedPage> ChunkAsync(PgPosition position, int max, CancellationToken cancellation)
    {
        if (!Flowing(position).TryGetValue(position.Snapshot[0], out var table))
        {
            return Done([], position); // held or no longer configured: a notice says so
        }

        var chunk = await _states.ReadAsync(table, position.Cursor, max, cancellation);
        var beyond = await _fence!.BeyondAsync(chunk.Seen, cancellation);
        var events = beyond is null ? null : StateFence.Before(beyond, table.Name, chunk);
        return events is null ? new FeedPage([], position.ToFeed())
            : chunk.IsLast ? Done(events, position)
            : new FeedPage(events, (position with { Cursor = chunk.Cursor }).ToFeed());
    }

    private static FeedPage Done(IReadOnlyList<NewEvent> events, PgPosition position)
        => new(events, (position with { Snapshot = [.. position.Snapshot.Skip(1)], Cursor = [] }).ToFeed());

    private Dictionary<string, Catalogue.PgTable> Flowing(PgPosition position)
        => _tables.Tables.Where(t => !position.Held.Any(h => h.Table == t.Key)).ToDictionary(StringComparer.Ordinal);

    /// <summary>What was read beside the stream, if it can be told what stands in front of it (see <see cref="StateFence"/>).</summary>
    private async Task<T?> ReadAtAsync<T>(FeedPosition at, Func<PgPosition, Task<T?>> read)
        where T : class
    {
        var (stream, position) = (Opened(), Parse(at));
        if (position.Open != 0 || stream.Away is not null)
        {
            return null;
        }

        try
        {
            return await read(position);
        }
        catch (Exception away) when (FeedFailure.IsAway(away))
        {
            return null;
        }
    }

    /// <summary>Before the first page the journal knows none of where it begins.</summary>
    private PgPosition Parse(FeedPosition position)
        => PgPosition.Parse(position) is { Origin.System.Length: > 0 } parsed ? parsed.With(_opened) : _begin;

    private HubStream Opened() => _stream ?? throw new InvalidOperationException("The feed is not open.");

    private async Task CloseAsync()
    {
        if (_watch is { } watch)
        {
            await watch.DisposeAsync();
        }

        if (_stream is { } stream)
        {
            await stream.DisposeAsync();
        }

        (_watch, _stream, _fence) = (null, null, null);
    }
}
