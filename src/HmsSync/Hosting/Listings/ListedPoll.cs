using HmsSync.Changes;
using HmsSync.Feeds.Polls;
using HmsSync.Journal;
using HmsSync.Sdk;
using HmsSync.Stores.Sqlite;

namespace HmsSync.Hosting.Listings;

/// <summary>
/// A partner that cannot say what changed: every look lists all it has. What is not as the mirror says is a change; what is
/// missing often enough is a delete.
/// </summary>
internal sealed class ListedPoll(
    string source, ListingSweep sweeps, MissingRecords missing, EventJournal journal, Store store, TimeSpan interval)
    : IPollRound
{
    /// <summary>The end of a look is saved this often although nothing came: it bounds when what comes next happened.</summary>
    private static readonly TimeSpan SaveLooks = TimeSpan.FromMinutes(1);

    private PollPosition _position = PollPosition.Parse(store.Readers.Read(reader => reader.Events.Position(source)));
    private EventTime _lookedAt;
    private EventTime _countedAt;

    public bool IsListing { get; private set; }

    public string? Note { get; private set; }

    public async Task<PushOutcome?> RunAsync(CancellationToken stop)
    {
        var lookedAt = _lookedAt.Micros > 0 ? _lookedAt : _position.LookedAt;
        var sweep = await ListAsync(Taking.News, lookedAt, stop);
        if (sweep.Failure is not null)
        {
            return sweep.Failure;
        }

        Note = missing.Doubt(sweep);
        if (Note is null && (_countedAt.Micros == 0 || sweep.Began - _countedAt >= interval))
        {
            await missing.CountAsync(sweep, lookedAt);
            _countedAt = sweep.Began;
        }

        _lookedAt = sweep.IsEnd ? sweep.Began : lookedAt;
        if (_lookedAt - _position.LookedAt >= SaveLooks)
        {
            var moved = _position with { LookedAt = _lookedAt };
            await journal.AppendAsync([], new FeedMove(source, moved.ToFeed()));
            _position = moved;
        }

        return null;
    }

    public async Task<PushOutcome?> SkipAsync(CancellationToken stop)
        => (await ListAsync(Taking.Skipped, default, stop)).Failure;

    private async Task<Sweep> ListAsync(Taking taking, EventTime lookedAt, CancellationToken stop)
    {
        IsListing = true;
        try
        {
            return await sweeps.RunAsync(taking, lookedAt, stop);
        }
        finally
        {
            IsListing = false;
        }
    }
}
