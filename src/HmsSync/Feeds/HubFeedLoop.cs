using HmsSync.Changes;
using HmsSync.Journal;
using HmsSync.Sdk;
using HmsSync.Stores.Sqlite;
using Microsoft.Extensions.Logging;

namespace HmsSync.Feeds;

/// <summary>Brings the hub's changes into the journal, page by page; the source forgets only what the journal holds.</summary>
internal sealed partial class HubFeedLoop(
    IHubFeed feed, EventJournal journal, FeedPosition start, TimeProvider clock, ILogger logger)
{
    public const string Source = "hub";

    private const int PageSize = 1_000;

    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan StoreRetry = TimeSpan.FromSeconds(1);

    private readonly TaskCompletionSource<bool> _caughtUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private FeedPosition _position = start;
    private volatile HubStoppedException? _stopped;

    /// <summary>
    /// True when the feed has read to where the hub stood at start: lanes to the hub may begin. False: it ended before.
    /// </summary>
    public Task<bool> CaughtUp => _caughtUp.Task;

    /// <summary>Why the feed stands still for a person (invariant 12); null: it runs.</summary>
    public HubStoppedException? Stopped => _stopped;

    /// <summary>When the journal last took something from the hub, or the feed last found nothing new.</summary>
    public EventTime LastLook { get; private set; }

    public FeedLag Lag { get; } = new(clock);

    /// <summary>Records whose newest state a lane wants.</summary>
    public RecordRequests Requests { get; } = new();

    public IReadOnlyList<HubNotice> Notices => feed.Notices;

    /// <summary>Bytes of its log that the hub keeps for us; null: none, or not known.</summary>
    public long? HeldBack => feed.HeldBack;

    public async Task RunAsync(CancellationToken stop)
    {
        Lag.Blind(EventTime.From(clock.GetUtcNow()));
        try
        {
            await feed.OpenAsync(_position, stop);
            while (!stop.IsCancellationRequested)
            {
                await StepAsync(stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Asked to stop: what was not journaled is read again after the restart.
        }
        catch (HubStoppedException stopped)
        {
            _stopped = stopped;
            Lag.Blind(LastLook.Micros == 0 ? EventTime.From(clock.GetUtcNow()) : LastLook);
            LogStopped(stopped.Code, stopped.Message, stopped.Remedy);
        }
        finally
        {
            _caughtUp.TrySetResult(false);
            Requests.Close();
        }
    }

    private async Task StepAsync(CancellationToken stop)
    {
        var asked = Requests.Next;
        var page = await feed.ReadAsync(_position, PageSize, stop);
        LastLook = EventTime.From(clock.GetUtcNow());
        Lag.Shown(page);
        if (page.Next != _position)
        {
            await JournalAsync(page, stop);
            _position = page.Next;
        }

        // Invariant 1: only here, after the journal's commit, may the source forget.
        await feed.ForgetAsync(_position, stop);
        if (page.Events.Count == 0)
        {
            _caughtUp.TrySetResult(true);
            if (Requests.Next is not { } request)
            {
                await WaitAsync(stop);
            }
            else if (!await TryAnswerAsync(request, isWhole: false, stop))
            {
                await Task.Delay(LookAgain, clock, stop);
            }
        }
        else if (asked is not null)
        {
            // Invariant 11: between pages too, for where much is written there may be no empty one for hours.
            await TryAnswerAsync(asked, page.IsWhole, stop);
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
        if ((isTold ? [] : await feed.ReadRecordsAsync(_position, request.Records, stop)) is not { } states)
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
        At = EventTime.From(clock.GetUtcNow()),
    };

    /// <summary>Until the hub has changed or somebody asks for records.</summary>
    private async Task WaitAsync(CancellationToken stop)
    {
        using var asked = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Requests.Watch(asked);
        try
        {
            await feed.WaitAsync(asked.Token);
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
                await journal.AppendAsync(page.Events, new FeedMove(Source, page.Next));
                return;
            }
            catch (StoreUnavailableException fault) when (fault.Code != "store_closed")
            {
                LogStoreAway(fault.Message);
                await Task.Delay(StoreRetry, clock, stop);
            }
        }
    }

    [LoggerMessage(2001, LogLevel.Error, "The hub feed stands still [{Code}]: {What} To go on: {Remedy}")]
    private partial void LogStopped(string code, string what, string remedy);

    [LoggerMessage(2002, LogLevel.Error, "Changes of the hub wait, the store cannot take them: {What}")]
    private partial void LogStoreAway(string what);
}
