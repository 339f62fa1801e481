using System.Text.Json;
using HmsSync.Changes;
using HmsSync.Feeds;
using HmsSync.Journal;
using HmsSync.Sdk;
using HmsSync.Stores.Sqlite;

namespace HmsSync.Hosting.Listings;

/// <summary>
/// The partner has forgotten from where we go on with its changes. All it has is listed, as changes and never as deletes; what is
/// linked and missing is looked for again in later listings, and is a delete only after the last of them. Stored: a crash goes on.
/// </summary>
internal sealed class CursorLoss(
    string source, ListingSweep sweeps, MissingRecords missing, EventJournal journal, Store store, TimeSpan interval)
{
    private Open? _open = Open.Parse(store.Readers.Read(reader => reader.Events.Position(source)));
    private EventTime _countedAt;

    /// <summary>Everything is being listed.</summary>
    public bool IsListing { get; private set; }

    /// <summary>What status adds, in words; null: nothing.</summary>
    public string? Note { get; private set; }

    /// <summary>Null: everything is journaled, and the changes may be read from the first that the partner still has.</summary>
    /// <param name="lookedAt">When the last look began that read to the end; 0: there was none.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="HubStoppedException">The hub cannot be asked for its keys.</exception>
    public async Task<PushOutcome?> BeginAsync(EventTime lookedAt, CancellationToken stop)
    {
        // Invariant 1: noted before the new cursor is, or a crash between the two would forget what may be missing.
        await SaveAsync(new Open(lookedAt.Micros, IsFirst: true));
        return await ListAsync(Taking.All, lookedAt, stop);
    }

    /// <summary>The next listing, where one is due.</summary>
    /// <exception cref="HubStoppedException">The hub cannot be asked for its keys.</exception>
    public async Task<PushOutcome?> GoOnAsync(EventTime now, CancellationToken stop)
        => _open is null || (_countedAt.Micros > 0 && now - _countedAt < interval) ? null
            : await ListAsync(Taking.Nothing, default, stop);

    private async Task<PushOutcome?> ListAsync(Taking taking, EventTime lookedAt, CancellationToken stop)
    {
        IsListing = true;
        try
        {
            var sweep = await sweeps.RunAsync(taking, lookedAt, stop);
            if (sweep.Failure is null)
            {
                await CountAsync(sweep);
            }

            return sweep.Failure;
        }
        finally
        {
            IsListing = false;
        }
    }

    private async Task CountAsync(Sweep sweep)
    {
        _countedAt = sweep.Began;
        Note = missing.Doubt(sweep);
        if (Note is not null)
        {
            return;
        }

        var open = _open!;
        await missing.CountAsync(sweep, open.IsFirst ? new EventTime(open.Since) : null);
        if (missing.Open == 0)
        {
            await SaveAsync(null);
        }
        else if (open.IsFirst)
        {
            await SaveAsync(open with { IsFirst = false });
        }
    }

    private async Task SaveAsync(Open? open)
    {
        await journal.AppendAsync([], new FeedMove(source, open is null ? FeedPosition.Start : open.ToFeed()));
        _open = open;
    }

    /// <param name="Since">When everything that is linked was last there, in microseconds; 0: that is not known.</param>
    /// <param name="IsFirst">No listing has proved anything yet: what the next one does not show is missing.</param>
    private sealed record Open(long Since, bool IsFirst)
    {
        public static Open? Parse(FeedPosition position)
            => position.Value.Length == 0 ? null : JsonSerializer.Deserialize<Open>(position.Value);

        public FeedPosition ToFeed() => new(JsonSerializer.Serialize(this));
    }
}
