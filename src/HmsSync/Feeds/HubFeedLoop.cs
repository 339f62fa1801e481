using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Feeds.Backfills;
using HmsSync.Journal;
using HmsSync.Seams;
using HmsSync.Sdk;
using HmsSync.Stores.Sqlite;
using Microsoft.Extensions.Logging;

namespace HmsSync.Feeds;

/// <summary>Brings the hub's changes into the journal, page by page; the source forgets only what the journal holds.</summary>
internal sealed partial class HubFeedLoop
{
    public const string Source = "hub";
    public const string StoreRestored = "store_restored";
    public const string HubRestored = "hub_restored";

    private const int PageSize = 2_000;

    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan BackfillAgain = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan StoreRetry = TimeSpan.FromSeconds(1);

    private readonly TaskCompletionSource<bool> _caughtUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IHubFeed _feed;
    private readonly EventJournal _journal;
    private readonly TableBackfill _backfill;
    private readonly HubPlan _plan;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private FeedPosition _position;
    private volatile HubStoppedException? _stopped;

    /// <param name="plan">The hub's tables.</param>
    /// <param name="feed">What is followed.</param>
    /// <param name="journal">Takes what it shows.</param>
    /// <param name="start">Where it stood.</param>
    /// <param name="backfill">Reads whole tables in between.</param>
    /// <param name="clock">Paces it.</param>
    /// <param name="logger">Hears when it stands still.</param>
    public HubFeedLoop(
        HubPlan plan,
        IHubFeed feed,
        EventJournal journal,
        FeedPosition start,
        TableBackfill backfill,
        TimeProvider clock,
        ILogger logger)
    {
        (_plan, _feed, _journal, _position, _backfill, _clock, _logger) = (plan, feed, journal, start, backfill, clock, logger);
        Lag = new FeedLag(_clock);
        Orders = new HubOrders(Requests.Wake);
    }

    /// <summary>
    /// True when the feed has read to where the hub stood at start: lanes to the hub may begin. False: it ended before.
    /// </summary>
    public Task<bool> CaughtUp => _caughtUp.Task;

    /// <summary>Why the feed stands still for a person (invariant 12); null: it runs.</summary>
    public HubStoppedException? Stopped => _stopped;

    /// <summary>When the journal last took something from the hub, or the feed last found nothing new.</summary>
    public EventTime LastLook { get; private set; }

    public FeedLag Lag { get; }

    /// <summary>Records whose newest state a lane wants.</summary>
    public RecordRequests Requests { get; } = new();

    /// <summary>What persons tell it to do.</summary>
    public HubOrders Orders { get; }

    /// <summary>Tables that are being read whole.</summary>
    public IReadOnlyList<BackfillRow> Backfills => _backfill.Queue.Rows;

    /// <summary>Rings when a table has been read anew after changes were missed.</summary>
    public AsyncSignal ReadAnew => _backfill.Queue.ReadAnew;

    public IReadOnlyList<HubNotice> Notices => _feed.Notices;

    /// <summary>What of the hub may not be written to.</summary>
    public HubStanding Standing => HubStanding.Of(_stopped, _feed.Notices);

    /// <summary>Bytes of its log that the hub keeps for us; null: none, or not known.</summary>
    public long? HeldBack => _feed.HeldBack;

    public async Task RunAsync(CancellationToken stop)
    {
        Lag.Blind(EventTime.From(_clock.GetUtcNow()));
        try
        {
            while (!stop.IsCancellationRequested)
            {
                await FollowAsync(stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Asked to stop: what was not journaled is read again after the restart.
        }
        finally
        {
            _caughtUp.TrySetResult(false);
            Requests.Close();
            Orders.Close();
        }
    }

    /// <summary>Until it must be opened again: at a position that a person has set.</summary>
    private async Task FollowAsync(CancellationToken stop)
    {
        try
        {
            if (_position.IsRestored)
            {
                throw new HubStoppedException(
                    StoreRestored,
                    "The store was put back from a backup: what happened since is not in it.",
                    $"hms-sync resume hms --after {StoreRestored}");
            }

            await _feed.OpenAsync(_position, stop);
            _stopped = null;
            Requests.Open();
            while (!stop.IsCancellationRequested)
            {
                if (await StepAsync(stop))
                {
                    return;
                }
            }
        }
        catch (HubStoppedException stopped)
        {
            // Invariant 12: it stands still until a person says what is to follow.
            _stopped = stopped;
            Lag.Blind(LastLook.Micros == 0 ? EventTime.From(_clock.GetUtcNow()) : LastLook);
            LogStopped(stopped.Code, stopped.Message, stopped.Remedy);
            Requests.Close();
            await WaitForPersonAsync(stop);
        }
    }

    private async Task WaitForPersonAsync(CancellationToken stop)
    {
        while (true)
        {
            await Orders.ArrivedAsync(stop);
            while (Orders.Take() is { } order)
            {
                if (await CarryOutAsync(order, stop))
                {
                    return;
                }
            }
        }
    }

    /// <summary>True: the feed is to be opened again.</summary>
    private async Task<bool> StepAsync(CancellationToken stop)
    {
        var asked = Requests.Next;
        var page = await _feed.ReadAsync(_position, PageSize, stop);
        LastLook = EventTime.From(_clock.GetUtcNow());
        Lag.Shown(page);
        if (page.Next != _position)
        {
            await JournalAsync(page, stop);
            _position = page.Next;
        }

        // Invariant 1: only here, after the journal's commit, may the source forget.
        await _feed.ForgetAsync(_position, stop);
        if (Orders.Take() is { } order)
        {
            return await CarryOutAsync(order, stop);
        }

        if (page.Events.Count > 0)
        {
            // Invariant 11: between pages too, for where much is written there may be no empty one for hours.
            _ = asked is not null ? await TryAnswerAsync(asked, page.IsWhole, stop) : await BackfillAsync(stop);
            return false;
        }

        _caughtUp.TrySetResult(true);
        if (!(Requests.Next is { } request ? await TryAnswerAsync(request, isWhole: false, stop) : await BackfillAsync(stop)))
        {
            await WaitAsync(stop);
        }

        return false;
    }

    /// <summary>True: the feed is to be opened again, at another position.</summary>
    private async Task<bool> CarryOutAsync(HubOrder order, CancellationToken stop)
    {
        try
        {
            var next = order.IsBackfill ? _position
                : await _feed.GoOnAsync(_position.Known, order.Why == StoreRestored ? HubRestored : order.Why, order.Table, stop);
            var now = EventTime.From(_clock.GetUtcNow());
            string[] tables = order.Table.Length > 0 ? [order.Table] : [.. _plan.Tables.Select(t => t.Name)];
            var rows = _backfill.Queue.Merge(tables.Select(table => new BackfillRow(table, order.Lane, order.Why, now)));
            await _journal.GoOnAsync(order.IsBackfill ? null : new FeedMove(Source, next), rows);
            _backfill.Queue.Add(rows);
            _position = next;
            LogOrdered(order.Why, order.Table.Length > 0 ? order.Table : "hms");
            order.Done.TrySetResult(null);
            return !order.IsBackfill;
        }
        catch (HubStoppedException refused)
        {
            order.Done.TrySetResult(refused);
            return !order.IsBackfill && _stopped is null;
        }
        catch (StoreUnavailableException fault)
        {
            order.Done.TrySetResult(new HubStoppedException(fault.Code, fault.Message, "Say it again when the store takes something."));
            return !order.IsBackfill && _stopped is null;
        }
        finally
        {
            order.Done.TrySetResult(new HubStoppedException("stopping", "The engine ends.", "Say it again when it runs."));
        }
    }

    /// <summary>True: there may be more to do at once.</summary>
    private async Task<bool> BackfillAsync(CancellationToken stop)
    {
        if (_backfill.Queue.Rows.Count == 0)
        {
            return false;
        }

        try
        {
            return await _backfill.StepAsync(_position, stop);
        }
        catch (StoreUnavailableException fault) when (fault.Code != "store_closed")
        {
            LogStoreAway(fault.Message);
            await Task.Delay(StoreRetry, _clock, stop);
            return true;
        }
    }

    /// <summary>
    /// Invariant 2: the state is read at the position that the journal has reached, and this loop alone appends what the hub
    /// changes: whatever the journal holds of the record is older, whatever comes is newer.
    /// </summary>
    /// <param name="request">It was made before the last page was read.</param>
    /// <param name="isWhole">That page was all that the hub had committed.</param>
    /// <param name="stop">The engine ends.</param>
    private async Task<bool> TryAnswerAsync(RecordRequest request, bool isWhole, CancellationToken stop)
    {
        var isTold = request.Records.Count == 0 && (isWhole || request.Gone is not null);
        if ((isTold ? [] : await _feed.ReadRecordsAsync(_position, request.Records, leaveOutTold: false, stop)) is not { } states)
        {
            return false;
        }

        var gone = request.Gone is { } name ? [Gone(name)] : Array.Empty<NewEvent>();
        await JournalAsync(new FeedPage([.. states.Concat(gone).Select(e => e with { OnlyLane = request.Lane })], _position), stop);
        Requests.Answered(request);
        return true;
    }

    private NewEvent Gone(RecordName name) => new()
    {
        Source = Participant.Hub,
        Topic = name.Table,
        Op = ChangeOp.Delete,
        Key = name.Key,
        Fields = "{}"u8.ToArray(),
        At = EventTime.From(_clock.GetUtcNow()),
    };

    /// <summary>Until the hub has changed, somebody asks for something, or what was asked may be tried again.</summary>
    private async Task WaitAsync(CancellationToken stop)
    {
        if (Requests.Next is not null)
        {
            await Task.Delay(LookAgain, _clock, stop);
            return;
        }

        using var again = new CancellationTokenSource(_backfill.Queue.Rows.Count > 0 ? BackfillAgain : Timeout.InfiniteTimeSpan, _clock);
        using var asked = CancellationTokenSource.CreateLinkedTokenSource(stop, again.Token);
        Requests.Watch(asked);
        try
        {
            await _feed.WaitAsync(asked.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            // Somebody asked.
        }
        finally
        {
            Requests.Watch(null);
        }
    }

    private async Task JournalAsync(FeedPage page, CancellationToken stop)
    {
        while (true)
        {
            try
            {
                await _journal.AppendAsync(page.Events, new FeedMove(Source, page.Next));
                return;
            }
            catch (StoreUnavailableException fault) when (fault.Code != "store_closed")
            {
                LogStoreAway(fault.Message);
                await Task.Delay(StoreRetry, _clock, stop);
            }
        }
    }

    [LoggerMessage(2001, LogLevel.Error, "The hub feed stands still [{Code}]: {What} To go on: {Remedy}")]
    private partial void LogStopped(string code, string what, string remedy);

    [LoggerMessage(2003, LogLevel.Information, "Told to go on [{Why}]: {Table} is read anew")]
    private partial void LogOrdered(string why, string table);

    [LoggerMessage(2002, LogLevel.Error, "Changes of the hub wait, the store cannot take them: {What}")]
    private partial void LogStoreAway(string what);
}
