using HmsSync.Audit;
using HmsSync.Changes;
using HmsSync.Seams;
using HmsSync.Stores.Sqlite;

namespace HmsSync.Lanes;

/// <summary>Fills the window from what the journal owes, in order, as far as there is room.</summary>
internal sealed class LaneLoader(LanePlan plan, LaneBook book, Store store, LaneRow row, LaneBatches? batches, LaneHealth health)
{
    private const int PageSize = 512;

    private readonly LaneProgress _restored = row.Progress;
    private readonly int _pageSize = Math.Clamp(plan.Window / 4, 1, PageSize);
    private readonly int _startAhead = plan.Window / 2;
    private readonly Lock _gate = new();
    private PartnerSeq _cursor = row.Progress.Low;
    private PartnerSeq _started = row.Progress.MayHaveStarted;

    // Up to here deliveries are loaded or are about to be, or may have gone out before a crash.
    private PartnerSeq _reserved = Later(row.Progress.Low, row.Progress.MayHaveStarted);
    private PartnerSeq? _heldAt = row.Progress.Lapsed is { } lapsed ? new PartnerSeq(lapsed.First.Value - 1) : null;
    private long _tail;
    private volatile bool _stopping;

    /// <summary>Rings when something is owed or room was made.</summary>
    public AsyncSignal Wake { get; } = new();

    /// <summary>Rings when something was decided without a call: an older state was superseded.</summary>
    public AsyncSignal Decided { get; } = new();

    /// <summary>The newest number the journal has given.</summary>
    public PartnerSeq Tail => new(Volatile.Read(ref _tail));

    /// <summary>The journal has owed up to here; numbers come in commit order but from any thread.</summary>
    public void Owed(PartnerSeq tail)
    {
        if (tail.Value > Volatile.Read(ref _tail))
        {
            Volatile.Write(ref _tail, tail.Value);
        }

        Wake.Set();
    }

    /// <summary>
    /// Loads nothing more until what lapses behind the number it returns has been passed. Invariant 3: what is loaded may go
    /// out, and never lapses.
    /// </summary>
    public PartnerSeq Hold()
    {
        lock (_gate)
        {
            _heldAt ??= Later(_reserved, batches?.Until ?? default);
            return _heldAt.Value;
        }
    }

    /// <summary>Nothing lapsed: goes on as before.</summary>
    public void Release()
    {
        lock (_gate)
        {
            _heldAt = null;
        }

        Wake.Set();
    }

    public void Stop()
    {
        _stopping = true;
        Wake.Set();
        batches?.Wake.Set();
    }

    public Task RunAsync() => health.KeepAsync("load", () => _stopping, StepAsync);

    /// <summary>Loads a page, or waits for room or work. A step that failed is simply taken again.</summary>
    private async Task StepAsync()
    {
        PassLapsed();
        var until = batches is null ? Tail : await batches.UntilAsync(_cursor, () => Tail, () => _stopping);
        if (_stopping)
        {
            return;
        }

        // Whole pages: reading for every slot that falls free would read the same rows over and over.
        var page = Reserve(until);
        if (page <= 0)
        {
            await Wake.WaitAsync();
            return;
        }

        await LoadAsync(until, page);
        Decided.Set();
    }

    /// <summary>How many of the next to load; 0: none, or there is no room for a page.</summary>
    private int Reserve(PartnerSeq until)
    {
        lock (_gate)
        {
            var last = _heldAt is { } held ? Math.Min(held.Value, until.Value) : until.Value;
            var page = (int)Math.Min(_pageSize, last - _cursor.Value);
            if (page <= 0 || book.Room(new PartnerSeq(_cursor.Value + 1), plan) < page)
            {
                return 0;
            }

            _reserved = Later(_reserved, new PartnerSeq(_cursor.Value + page));
            return page;
        }
    }

    /// <summary>When all before the range that lapsed is settled, low is behind it, and so is the next to load.</summary>
    private void PassLapsed()
    {
        var (low, full) = (book.Counts.Low, book.Counts.WaitingFull);
        health.Full(full, book.Counts.Waiting);
        lock (_gate)
        {
            if (_heldAt is { } held && low.Value > held.Value)
            {
                (_cursor, _heldAt) = (low, null);
                _reserved = Later(_reserved, low);
            }
        }
    }

    private static PartnerSeq Later(PartnerSeq one, PartnerSeq other) => one.Value > other.Value ? one : other;

    private async Task LoadAsync(PartnerSeq until, int max)
    {
        var page = store.Readers.Read(
            reader => reader.Lanes.Owed(plan.Id, _cursor, until, max, (int)Math.Min(plan.WindowBytes, int.MaxValue)));
        if (page.Count == 0 || page[0].PartnerSeq.Value != _cursor.Value + 1)
        {
            Lapse(page.Count == 0 ? until : new PartnerSeq(page[0].PartnerSeq.Value - 1), max);
            return;
        }

        if (page[^1].PartnerSeq.Value > _started.Value)
        {
            // Before a call goes out it is on record that it may have: after a crash it goes first, unmerged.
            // Invariant 3: known only when it is committed, for the commit may fail and is then tried again.
            var started = new PartnerSeq(page[^1].PartnerSeq.Value + _startAhead);
            await store.Writer.CommitAsync(new StartWork(plan.Id, started));
            _started = started;
        }

        foreach (var delivery in page)
        {
            if (delivery.PartnerSeq.Value != _cursor.Value + 1)
            {
                return;
            }

            Take(delivery);
        }
    }

    /// <summary>
    /// Invariant 1: what the journal forgot while nobody wanted it (the partner was not configured) ends openly.
    /// </summary>
    private void Lapse(PartnerSeq until, int max)
    {
        var gone = store.Readers.Read(reader => reader.Lanes.OwedWithoutEvent(plan.Id, _cursor, until, max));
        if (gone.Count == 0)
        {
            throw new InvalidOperationException($"Lane {plan.Name} owes {_cursor} to {until}, but the store has no such rows.");
        }

        foreach (var entry in gone)
        {
            _cursor = entry.PartnerSeq;
            if (!_restored.IsDone(entry.PartnerSeq))
            {
                book.Lapse(entry, isWaiting: false);
            }
        }
    }

    private void Take(Delivery delivery)
    {
        _cursor = delivery.PartnerSeq;
        if (_restored.IsDone(delivery.PartnerSeq))
        {
            return;
        }

        var render = batches is null ? delivery : batches.Render(delivery);
        if (render is null)
        {
            book.Skip(delivery, Outcome.Superseded, "newer_state");
        }
        else
        {
            book.Load(render);
        }
    }
}
