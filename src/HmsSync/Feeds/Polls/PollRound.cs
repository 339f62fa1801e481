using HmsSync.Changes;
using HmsSync.Journal;
using HmsSync.Sdk;
using HmsSync.Stores.Sqlite;

namespace HmsSync.Feeds.Polls;

/// <summary>
/// One look: page by page from where the last one ended to the end, each page in the journal with the cursor after it.
/// </summary>
/// <param name="source">Its position in the store.</param>
/// <param name="calls">Asks the partner.</param>
/// <param name="items">Makes events of items.</param>
/// <param name="journal">Takes them.</param>
/// <param name="start">Where it goes on.</param>
/// <param name="clock">Stamps looks.</param>
/// <param name="relist">
/// The partner forgot our cursor: lists everything there is, given when the last look began that read to the end. Null: it cannot.
/// </param>
internal sealed class PollRound(
    string source,
    PollCalls calls,
    PolledItems items,
    EventJournal journal,
    PollPosition start,
    TimeProvider clock,
    Func<EventTime, CancellationToken, Task<PushOutcome?>>? relist)
{
    /// <summary>Invariant 11: pages of one look; what is left comes with the next.</summary>
    public const int MostPages = 1_000;

    /// <summary>Invariant 11: pages of one listing; a partner that has more never ends.</summary>
    public const int MostListPages = 100_000;

    private static readonly TimeSpan StoreRetry = TimeSpan.FromSeconds(1);

    /// <summary>The end of a look is saved this often although nothing came: it bounds when what comes next happened.</summary>
    private static readonly TimeSpan SaveLooks = TimeSpan.FromMinutes(1);

    private PollPosition _position = start;
    private EventTime _savedLook = start.LookedAt;

    /// <summary>Null: read to the end, or as far as one look goes.</summary>
    /// <exception cref="HubStoppedException">The hub cannot be asked for its keys.</exception>
    public async Task<PushOutcome?> RunAsync(CancellationToken stop)
    {
        for (var pages = 0; pages < MostPages; pages++)
        {
            var began = Now;
            var page = await calls.PullAsync(_position.Cursor, stop);
            if (page.Failure is not null)
            {
                return page.Failure;
            }

            if (page.CursorGone)
            {
                if (await StartAnewAsync(stop) is { } failure)
                {
                    return failure;
                }

                continue;
            }

            var isLast = page.Next is null || page.Next == _position.Cursor || page.IsEmpty;
            await TakeAsync(page, isLast ? began : null, stop);
            if (isLast)
            {
                return null;
            }
        }

        return null;
    }

    /// <summary>
    /// Goes on to the end without taking anything: of what has changed until now a listing will tell. Null: it is there.
    /// </summary>
    public async Task<PushOutcome?> SkipAsync(CancellationToken stop)
    {
        for (var pages = 0; pages < MostListPages; pages++)
        {
            var began = Now;
            var page = await calls.PullAsync(_position.Cursor, stop);
            if (page.Failure is not null || (page.CursorGone && _position.Cursor.Length == 0))
            {
                return page.Failure ?? NoCursor();
            }

            if (page.CursorGone)
            {
                _position = _position with { Cursor = "", Seen = PollPosition.Start.Seen };
                continue;
            }

            var isLast = page.Next is null || page.Next == _position.Cursor || page.IsEmpty;
            await TakeAsync(page, isLast ? began : null, stop, isSkipped: true);
            if (isLast)
            {
                return null;
            }
        }

        return PushOutcome.Failed(
            FailureKind.BadAnswer, "changes_too_long", detail: $"The changes did not end within {MostListPages} pages.");
    }

    private static PushOutcome NoCursor() => PushOutcome.Failed(
        FailureKind.Gone, "cursor_gone", 410, detail: "The partner knows no cursor, not even the empty one.");

    private EventTime Now => EventTime.From(clock.GetUtcNow());

    /// <param name="page">To be journaled, without what it showed before.</param>
    /// <param name="ended">When the look began that ends with this page; null: it goes on.</param>
    /// <param name="stop">Ends the waiting for a store that is away.</param>
    /// <param name="isSkipped">Only the cursor moves.</param>
    private async Task TakeAsync(PageOutcome page, EventTime? ended, CancellationToken stop, bool isSkipped = false)
    {
        var stays = page.Next is null || page.Next == _position.Cursor;
        var fresh = isSkipped ? []
            : _position.Seen.Count == 0 ? page.Items
            : [.. page.Items.Where(item => !_position.Seen.Contains(PolledItems.Digest(item)))];
        var next = new PollPosition(
            stays ? _position.Cursor : page.Next!,
            ended ?? _position.LookedAt,
            stays ? page.Items.Select(PolledItems.Digest).ToHashSet(StringComparer.Ordinal) : PollPosition.Start.Seen);
        var moved = next.Cursor != _position.Cursor || !next.Seen.SetEquals(_position.Seen);
        if (fresh.Count > 0 || moved || next.LookedAt - _savedLook >= SaveLooks)
        {
            await JournalAsync(fresh, next, stop);
            _savedLook = next.LookedAt;
        }

        _position = next;
    }

    /// <summary>
    /// The partner no longer knows from where we go on. Everything is listed, as changes and never as deletes: what is missing
    /// from a listing was not seen to go. Then the changes are read from the first it still has; so nothing falls between.
    /// </summary>
    private async Task<PushOutcome?> StartAnewAsync(CancellationToken stop)
    {
        if (_position.Cursor.Length == 0)
        {
            return NoCursor();
        }

        if (relist is not null && await relist(_position.LookedAt, stop) is { } failure)
        {
            return failure;
        }

        var anew = _position with { Cursor = "", Seen = PollPosition.Start.Seen };
        await JournalAsync([], anew, stop);
        _position = anew;
        return null;
    }

    /// <summary>Invariant 1: the cursor moves in the commit that holds the page.</summary>
    private async Task JournalAsync(IReadOnlyList<PartnerRecord> page, PollPosition? move, CancellationToken stop)
    {
        NewEvent[] events = [.. page.Select(item => items.Read(item, _position.LookedAt, Now))];
        if (events.Length == 0 && move is null)
        {
            return;
        }

        while (true)
        {
            try
            {
                await journal.AppendAsync(events, move is null ? null : new FeedMove(source, move.ToFeed()));
                return;
            }
            catch (StoreUnavailableException fault) when (fault.Code != "store_closed")
            {
                await Task.Delay(StoreRetry, clock, stop);
            }
        }
    }
}
