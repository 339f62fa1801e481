using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Feeds;
using HmsSync.Feeds.Polls;
using HmsSync.Hosting.Listings;
using HmsSync.Hubs;
using HmsSync.Journal;
using HmsSync.Lanes;
using HmsSync.Sdk;
using HmsSync.Seams;
using HmsSync.Stores.Sqlite;

namespace HmsSync.Hosting;

/// <summary>The polls of an engine: one for each table that a partner can tell the changes of, or list, and is to be asked for.</summary>
internal sealed class PartnerPolls : IDisposable
{
    /// <summary>Where only doorbells ask: two rings in a moment are one look at what is missing.</summary>
    private static readonly TimeSpan BetweenListings = TimeSpan.FromMinutes(1);

    private readonly IHubKeys _keys;

    /// <param name="plan">Who is polled.</param>
    /// <param name="seams">What the engine runs on.</param>
    /// <param name="store">Where polls stand.</param>
    /// <param name="journal">Takes what they read.</param>
    /// <param name="adapters">By partner; one that is broken is not there.</param>
    /// <param name="laneOf">The lane to a partner.</param>
    /// <param name="heldBy">Why nothing of a table is read at a partner now, in one word; null: it is.</param>
    public PartnerPolls(
        EnginePlan plan, EngineSeams seams, Store store, EventJournal journal,
        IReadOnlyDictionary<Participant, PartnerAdapter> adapters, Func<Participant, int> laneOf, Func<Participant, string, string?> heldBy)
    {
        _keys = seams.Hub.OpenKeys();
        var (names, links) = (new RecordNames(_keys), new LinkTools(store, seams.Clock));
        var logger = seams.Loggers.CreateLogger("HmsSync.Feeds");
        Feeds =
        [
            .. from partner in plan.Partners
               from records in partner.Records.Values
               where partner.Poll is not null || partner.Receive.Any(r => r.Poll == records.Table)
               let adapter = adapters.GetValueOrDefault(partner.Name)
               where adapter is not null && Reads(adapter.Capabilities(records.Table))
               select Feed(partner, records, adapter),
        ];

        PollFeed Feed(PartnerPlan partner, RecordsPlan records, PartnerAdapter adapter)
        {
            var kept = new KeptTable(partner.Name, records, laneOf(partner.Name));
            var round = Round(partner, kept, adapter);
            return new PollFeed(
                partner, records.Table, round, () => heldBy(partner.Name, records.Table), seams.Clock, seams.Random.Split(), logger);
        }

        IPollRound Round(PartnerPlan partner, KeptTable kept, PartnerAdapter adapter)
        {
            var (table, can) = (kept.Table, adapter.Capabilities(kept.Table));
            var source = PollFeed.Source(partner.Name, table);
            var calls = new PollCalls(partner, table, adapter, seams.Clock);
            var items = new PolledItems(partner.Name, kept.Records, names);
            var listing = new PartnerListing(kept, kept.Records.Via, calls, items, links, seams.Clock);
            var sweeps = new ListingSweep(listing, journal, store, seams.Clock);
            var guards = plan.Conflicts.TryGetValue(table, out var conflicts) ? conflicts.Guards : GuardPlan.Default;
            var missing = new MissingRecords(kept, guards, store, journal, seams.Clock);
            var interval = partner.Poll ?? BetweenListings;
            if (!can.HasFlag(RecordCapabilities.Changes))
            {
                return new ListedPoll(source, sweeps, missing, journal, store, interval);
            }

            var loss = can.HasFlag(RecordCapabilities.List)
                ? new CursorLoss($"missing/{partner.Name}/{table}", sweeps, missing, journal, store, interval)
                : null;
            var start = PollPosition.Parse(store.Readers.Read(reader => reader.Events.Position(source)));
            return new ChangesPoll(
                new PollRound(source, calls, items, journal, start, seams.Clock, loss is null ? null : loss.BeginAsync), loss, seams.Clock);
        }
    }

    public IReadOnlyList<PollFeed> Feeds { get; }

    /// <summary>Each on its own; ends when all have.</summary>
    public Task Start(IEngineScheduler scheduler, CancellationToken stop)
        => Task.WhenAll(Feeds.Select(feed => scheduler.Start(() => feed.RunAsync(stop))));

    /// <summary>A doorbell asks for the changes of a table now; nothing happens where none are read.</summary>
    public void Ask(Participant partner, string table)
    {
        foreach (var feed in Feeds.Where(feed => feed.Partner == partner && feed.Table == table))
        {
            feed.Ask();
        }
    }

    /// <summary>While nothing is read of it: skips what has changed until now; not null: why not.</summary>
    public Task<PushOutcome?> SkipAsync(Participant partner, string table, CancellationToken stop)
        => Feeds.FirstOrDefault(feed => feed.Partner == partner && feed.Table == table)?.SkipAsync(stop)
            ?? Task.FromResult<PushOutcome?>(null);

    public void Dispose() => _keys.Dispose();

    private static bool Reads(RecordCapabilities can) => (can & (RecordCapabilities.Changes | RecordCapabilities.List)) != 0;
}
