using HmsSync.Changes;
using HmsSync.Lanes;
using HmsSync.Sdk;
using HmsSync.Stores.Sqlite;

namespace HmsSync.Hosting.Control;

/// <summary>Where a person decides about parked deliveries: to drive them again, or to drop them. One decision at a time.</summary>
internal sealed class ParkedDesk(Engine engine) : IDisposable
{
    /// <summary>Rows of one commit.</summary>
    private const int PerCommit = 500;

    /// <summary>A reserved place is not offered before its commit; if that never comes the restart finds the parked row.</summary>
    private static readonly TimeSpan NotBefore = TimeSpan.FromDays(1);

    private readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>Every parked delivery of one partner, both ways.</summary>
    public List<long> IdsOf(Participant partner)
        => engine.Store.Readers.Read(reader => engine.LanesOf(partner)
            .SelectMany(lane => reader.Rows.Parked(lane.Plan.Id, 0, int.MaxValue)).Select(row => row.Id).Order().ToList());

    /// <summary>What stands for business events of the partner that lapsed.</summary>
    public List<ParkedRow> LapsedOf(Participant partner)
        => engine.Store.Readers.Read(reader => engine.LanesOf(partner)
            .SelectMany(lane => reader.Rows.Parked(lane.Plan.Id, 0, int.MaxValue))
            .Where(row => row.Code == LapseWork.ExpiredCode).ToList());

    /// <exception cref="StoreUnavailableException">Of the last part nothing was done.</exception>
    public Task<List<ParkedResult>> RedriveAsync(IReadOnlyList<long> ids)
        => EachPartAsync(ids, async rows =>
        {
            var now = EventTime.From(engine.Clock.GetUtcNow());
            var items = Reserve(rows, now);
            var work = new RedriveWork(items, now);
            try
            {
                await engine.Store.Writer.CommitAsync(work);
            }
            catch (StoreUnavailableException)
            {
                items.ForEach(item => LetGo(item, withdraw: true));
                throw;
            }

            items.ForEach(item => LetGo(item, withdraw: work.Ends[item.Row.Id] != ParkedEnd.Queued));
            return work.Ends;
        });

    /// <param name="ids">Of parked rows.</param>
    /// <param name="code">Why, as a code for the audit row.</param>
    /// <exception cref="StoreUnavailableException">Of the last part nothing was done.</exception>
    public Task<List<ParkedResult>> DropAsync(IReadOnlyList<long> ids, string code)
        => EachPartAsync(ids, async rows =>
        {
            var work = new DropWork(rows, code, EventTime.From(engine.Clock.GetUtcNow()));
            await engine.Store.Writer.CommitAsync(work);
            return work.Ends;
        });

    public void Dispose() => _one.Dispose();

    private async Task<List<ParkedResult>> EachPartAsync(
        IReadOnlyList<long> ids, Func<List<ParkedRow>, Task<IReadOnlyDictionary<long, ParkedEnd>>> act)
    {
        var results = new List<ParkedResult>();
        await _one.WaitAsync();
        try
        {
            foreach (var part in ids.Distinct().Chunk(PerCommit))
            {
                var rows = engine.Store.Readers.Read(
                    reader => part.Select(id => reader.Reports.ParkedOne(id)).OfType<ParkedRow>().ToList());
                var ends = await act(rows);
                results.AddRange(part.Select(id => new ParkedResult(id, ends.GetValueOrDefault(id))));
            }
        }
        finally
        {
            _one.Release();
        }

        return results;
    }

    /// <summary>
    /// Invariant 2: first the place in the lane is taken, so that no newer state of the record can go out any more; then it
    /// is looked whether one has. Only after that is it committed which way it goes.
    /// </summary>
    private List<RedriveItem> Reserve(List<ParkedRow> rows, EventTime now)
    {
        var items = new List<RedriveItem>();
        foreach (var lane in rows.Where(row => row.Code != LapseWork.ExpiredCode).GroupBy(row => row.Lane))
        {
            if (engine.Lanes.FirstOrDefault(l => l.Plan.Id == lane.Key) is not { } owner)
            {
                // Its partner is not configured any more: there is nobody to drive it to.
                continue;
            }

            // Of a record the newest state first: it is the one that may go. Business events, and parts of a record, in their
            // order; of a part the lane finds out what is left of it.
            var parts = !owner.Plan.Merges;
            var reserved = lane.OrderBy(row => parts || row.Op == ChangeOp.Event ? row.PartnerSeq.Value : -row.PartnerSeq.Value)
                .Select(row => (Row: row, Entry: Entry(row, now + NotBefore)))
                .Select(item => (item.Row, item.Entry, Taken: owner.Reserve(item.Entry))).ToList();
            var newer = parts ? [] : engine.Store.Readers.Read(reader => reader.Reports.ParkedWithNewer(lane.Key));
            foreach (var (row, entry, taken) in reserved)
            {
                var goes = taken && !newer.Contains(row.Id);
                if (taken && !goes)
                {
                    owner.Withdraw(entry);
                }

                items.Add(new RedriveItem(row, goes ? entry : null));
            }
        }

        return items;
    }

    private void LetGo(RedriveItem item, bool withdraw)
    {
        if (item.Entry is not { } entry)
        {
            return;
        }

        var lane = engine.Lanes.First(l => l.Plan.Id == item.Row.Lane);
        if (withdraw)
        {
            lane.Withdraw(entry);
        }
        else
        {
            lane.Release(entry);
        }
    }

    private static WaitingEntry Entry(in ParkedRow row, EventTime nextAt)
        => new(row.PartnerSeq, row.Seq, row.Op, row.Record, 0, default, nextAt, "", Replay: true);
}

/// <param name="Id">Of the parked row.</param>
/// <param name="Result">What became of it.</param>
internal sealed record ParkedResult(long Id, ParkedEnd Result);
