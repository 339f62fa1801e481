using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Feeds;
using HmsSync.Feeds.Polls;
using HmsSync.Hubs;
using HmsSync.Journal;
using HmsSync.Sdk;
using HmsSync.Seams;
using HmsSync.Stores.Sqlite;

namespace HmsSync.Hosting;

/// <summary>The polls of an engine: one for each table that a partner can tell the changes of and is to be asked for.</summary>
internal sealed class PartnerPolls : IDisposable
{
    private readonly IHubKeys _keys;

    /// <param name="plan">Who is polled.</param>
    /// <param name="seams">What the engine runs on.</param>
    /// <param name="store">Where polls stand.</param>
    /// <param name="journal">Takes what they read.</param>
    /// <param name="adapters">By partner; one that is broken is not there.</param>
    /// <param name="heldBy">Why nothing of a table is read at a partner now, in one word; null: it is.</param>
    public PartnerPolls(
        EnginePlan plan, EngineSeams seams, Store store, EventJournal journal,
        IReadOnlyDictionary<Participant, PartnerAdapter> adapters, Func<Participant, string, string?> heldBy)
    {
        _keys = seams.Hub.OpenKeys();
        var names = new RecordNames(_keys);
        var logger = seams.Loggers.CreateLogger("HmsSync.Feeds");
        Feeds =
        [
            .. from partner in plan.Partners
               from records in partner.Records.Values
               where partner.Poll is not null || partner.Receive.Any(r => r.Poll == records.Table)
               let adapter = adapters.GetValueOrDefault(partner.Name)
               where adapter is not null && adapter.Capabilities(records.Table).HasFlag(RecordCapabilities.Changes)
               select Feed(partner, records, adapter),
        ];

        PollFeed Feed(PartnerPlan partner, RecordsPlan records, PartnerAdapter adapter)
        {
            var source = PollFeed.Source(partner.Name, records.Table);
            var round = new PollRound(
                source,
                new PollCalls(partner, records.Table, adapter, seams.Clock),
                new PolledItems(partner.Name, records, names),
                journal,
                PollPosition.Parse(store.Readers.Read(reader => reader.Events.Position(source))),
                seams.Clock);
            return new PollFeed(
                partner, records.Table, round, () => heldBy(partner.Name, records.Table), seams.Clock, seams.Random.Split(), logger);
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
}
