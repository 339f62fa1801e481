using HmsSync.Changes;
using HmsSync.Feeds.Polls;
using HmsSync.Journal;
using HmsSync.Stores.Sqlite;

namespace HmsSync.Hosting.Listings;

/// <summary>Reads all of a partner's records of one table, page by page, and holds them against what is linked.</summary>
internal sealed class ListingSweep(PartnerListing listing, EventJournal journal, Store store, TimeProvider clock)
{
    private readonly ListingNews _news = new(listing.Kept, store, journal);

    /// <param name="taking">What becomes of the items.</param>
    /// <param name="lookedAt">When the last look began that did not show what is new; 0: there was none.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="Feeds.HubStoppedException">The hub cannot be asked for its keys.</exception>
    /// <exception cref="StoreUnavailableException">Nothing of the page was kept.</exception>
    public async Task<Sweep> RunAsync(Taking taking, EventTime lookedAt, CancellationToken stop)
    {
        var sweep = new Sweep { Began = EventTime.From(clock.GetUtcNow()) };
        Mark(sweep);
        var cursor = "";
        for (var pages = 0; pages < PollRound.MostListPages; pages++)
        {
            var page = await listing.PageAsync(cursor, stop, lookedAt);
            if (page.Failure is not null)
            {
                sweep.Failure = page.Failure;
                return sweep;
            }

            await TakeAsync(page, taking, sweep);
            if (page.Next is null)
            {
                sweep.IsEnd = page.IsEnd;
                await ForgetAsync(sweep);
                return sweep;
            }

            cursor = page.Next;
        }

        sweep.Failure = PartnerListing.TooLong();
        return sweep;
    }

    private void Mark(Sweep sweep)
    {
        var (lane, table) = (listing.Kept.Lane, listing.Kept.Table);
        var links = StorePages.Of((after, max) => store.Readers.Read(r => r.Listings.Links(lane, table, after, max)), l => l.Record);
        foreach (var link in links)
        {
            sweep.Links.Mark(link.Record, link.Revision);
        }

        foreach (var record in AllTaken())
        {
            sweep.Taken.Mark(record, 0);
        }
    }

    private async Task TakeAsync(ListedPage page, Taking taking, Sweep sweep)
    {
        sweep.Items += page.Records.Count;
        sweep.LeftOut += page.LeftOut;
        foreach (var record in page.Records)
        {
            sweep.Unreadable += record.Event.Key.IsUntold ? 1 : 0;
            var isAsItWas = record.Link.Revision > 0
                ? sweep.Links.IsMarked(record.Number, record.Link.Revision)
                : !sweep.Links.IsMarked(record.Number);
            sweep.Links.Clear(record.Number);
            if (taking is Taking.News or Taking.Skipped)
            {
                _news.Look(record, taking, isAsItWas, sweep);
            }
        }

        await _news.CommitAsync();
        if (taking == Taking.All && page.Records.Count > 0)
        {
            await journal.AppendAsync([.. page.Records.Select(r => r.Event)]);
        }
    }

    /// <summary>Of items that are shown no more nothing is remembered.</summary>
    private async Task ForgetAsync(Sweep sweep)
    {
        foreach (var gone in AllTaken().Where(record => sweep.Taken.IsMarked(record)).Chunk(StorePages.Size))
        {
            await store.Writer.CommitAsync(new ListedWork(listing.Kept.Lane, [], gone));
        }
    }

    private IEnumerable<long> AllTaken() => StorePages.Of(
        (after, max) => store.Readers.Read(r => r.Listings.AllTaken(listing.Kept.Lane, listing.Kept.Table, after, max)),
        record => record);
}
