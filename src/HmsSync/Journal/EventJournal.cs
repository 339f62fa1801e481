using HmsSync.Changes;
using HmsSync.Feeds;
using HmsSync.Feeds.Backfills;
using HmsSync.Stores.Sqlite;

namespace HmsSync.Journal;

/// <summary>
/// The durable, ordered log of every event accepted from any participant. What it has answered for is on the disk
/// (invariant 1).
/// </summary>
internal sealed class EventJournal(Store store, AppendRules rules, TimeProvider clock, DiskFloor? floor = null)
{
    /// <summary>Rings after each commit that owed something, with the lane; short, never throws.</summary>
    public Action<int, PartnerSeq>? Owed { get; set; }

    /// <summary>Rings after each commit that added events; short, never throws.</summary>
    public Action? Appended { get; set; }

    /// <summary>Why nothing is taken in at the moment; null: it is.</summary>
    public StoreUnavailableException? Refusal => floor?.Refusal();

    /// <summary>The newest committed event.</summary>
    public Seq Newest => store.Tables.Journal.CommittedSeq;

    /// <summary>
    /// Journals the events in one commit, in order, with the feed's position when it has one. Completes after the commit.
    /// </summary>
    /// <param name="events">May be none.</param>
    /// <param name="move">The feed's position after them; null: it has none.</param>
    /// <param name="incoming">The id under which all of them came; null: each counts by its own, if it has one.</param>
    /// <exception cref="StoreUnavailableException">Nothing was kept; the sender must not be acknowledged.</exception>
    public async Task<IReadOnlyList<Appended>> AppendAsync(
        IReadOnlyList<NewEvent> events, FeedMove? move = null, IncomingId? incoming = null)
    {
        floor?.Check();
        var work = new AppendWork(events, move, incoming, rules, EventTime.From(clock.GetUtcNow()), Owed, Appended);
        await store.Writer.CommitAsync(work);
        return work.Results;
    }

    /// <summary>Journals a page of a backfill together with how far it is.</summary>
    /// <exception cref="StoreUnavailableException">Nothing was kept.</exception>
    public async Task BackfillAsync(IReadOnlyList<NewEvent> events, BackfillRow row, bool isLast)
    {
        floor?.Check();
        var append = new AppendWork(events, null, null, rules, EventTime.From(clock.GetUtcNow()), Owed, Appended);
        await store.Writer.CommitAsync(new BackfillWork(append, row, isLast));
    }

    /// <summary>The hub feed goes on after it was held, or tables are to be read whole.</summary>
    /// <exception cref="StoreUnavailableException">Nothing was kept.</exception>
    public Task GoOnAsync(FeedMove? move, IReadOnlyList<BackfillRow> backfills)
        => store.Writer.CommitAsync(new GoOnWork(move, backfills));

    /// <summary>Whether a lane's routes take the record as the event shows it.</summary>
    public bool Takes(int lane, NewEvent e) => rules.Routes.Takes(lane, e);

    /// <summary>Answers conflict rows and owes the effect, in one commit; false: they were answered before.</summary>
    /// <exception cref="StoreUnavailableException">Nothing was kept.</exception>
    public async Task<bool> AnswerAsync(ConflictAnswer answer)
    {
        floor?.Check();
        var now = EventTime.From(clock.GetUtcNow());
        var work = new AnswerWork(answer, new AppendWork([answer.Event], null, null, rules, now, Owed, Appended), now);
        await store.Writer.CommitAsync(work);
        return work.IsTaken;
    }
}

/// <summary>A feed's position after the events appended with it.</summary>
internal sealed record FeedMove(string Source, FeedPosition Position);

/// <summary>What became of one event.</summary>
/// <param name="Seq">Its number, or the number of the one it repeats.</param>
/// <param name="Kind">Whether it is new.</param>
internal readonly record struct Appended(Seq Seq, AppendKind Kind);

internal enum AppendKind
{
    New,

    /// <summary>The sender's id and body were taken before: nothing was added.</summary>
    Repeated,

    /// <summary>The sender's id was taken before with another body: nothing was added.</summary>
    IdTaken,

    /// <summary>The source's version of the record is not newer than the last one taken: nothing was added.</summary>
    Stale,
}
