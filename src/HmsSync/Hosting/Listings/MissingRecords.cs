using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Journal;
using HmsSync.Resolve;
using HmsSync.Sdk;
using HmsSync.Stores.Sqlite;
using HmsSync.Stores.Sqlite.Reading;

namespace HmsSync.Hosting.Listings;

/// <summary>
/// Counts how often in a row a linked record was missing from a listing. After the last time it is journaled as a delete of the
/// partner's: the lane to the hub reads the record there first, where it can be read, and rules and guards hold as for any delete.
/// </summary>
internal sealed class MissingRecords(KeptTable kept, GuardPlan? guards, Store store, EventJournal journal, TimeProvider clock)
{
    /// <summary>The stamp of what may have happened at any time before.</summary>
    private static readonly EventTime LongAgo = new(1);

    private int Enough => (guards ?? GuardPlan.Default).ConfirmMissing;

    /// <summary>
    /// Invariant 12: why the listing proves nothing of what it did not show, in words; null: it does. A partner that suddenly lists
    /// nothing, or little, is an outage.
    /// </summary>
    public string? Doubt(Sweep sweep)
    {
        var missing = 0L;
        var linked = 0L;
        foreach (var link in Links())
        {
            linked += link.IsThere ? 1 : 0;
            missing += IsMissing(sweep, link) ? 1 : 0;
        }

        string? why = missing == 0 ? null
            : !sweep.IsEnd ? "it ended without saying that it was at its end (`next` is null)"
            : sweep.Items == 0 ? "it was empty"
            : sweep.Unreadable > 0 && !kept.Records.CanRead ? $"the key of {sweep.Unreadable} of its items cannot be read"
            : sweep.LeftOut > 0 && !kept.Records.CanRead ? "a record that is not ours any more looks the same, and there is no `read`"
            : guards is not null && linked >= DeleteWindow.FewestLinked && missing * 2 > linked
                ? "a partner that suddenly lists so little may have lost its data"
            : null;
        return why is null ? null
            : $"The listing did not show {missing} of {linked} linked records, and none of them counts as missing: {why}.";
    }

    /// <param name="sweep">A listing that proves what it did not show.</param>
    /// <param name="since">When what is missing now was last seen there, at the least; null: only what was missing before counts.</param>
    /// <exception cref="StoreUnavailableException">Not all of it was kept: the next listing goes on.</exception>
    public async Task CountAsync(Sweep sweep, EventTime? since)
    {
        foreach (var page in Links().Where(link => IsMissing(sweep, link)).Chunk(StorePages.Size))
        {
            await store.Writer.CommitAsync(new MissedWork(
                kept.Lane, [.. page.Select(link => new MissedRecord(link.Record, link.Revision))], since, Now));
        }

        foreach (var page in Missing().Chunk(StorePages.Size))
        {
            await SettleAsync(page, sweep);
        }
    }

    /// <summary>Records that are missing and neither confirmed nor shown again.</summary>
    public long Open => Missing().Count(row => !row.IsTold);

    private async Task SettleAsync(MissingRow[] page, Sweep sweep)
    {
        var forgotten = page.Where(row => !row.IsLinked || !sweep.Links.IsMarked(row.Record)).Select(row => row.Record).ToList();
        var confirmed = page.Where(row => !row.IsTold && row.Times >= Enough).ExceptBy(forgotten, row => row.Record).ToList();
        if (confirmed.Count > 0)
        {
            await journal.AppendAsync([.. confirmed.Select(Delete)]);
        }

        await store.Writer.CommitAsync(new MissedEndWork(kept.Lane, forgotten, [.. confirmed.Select(row => row.Record)]));
    }

    private NewEvent Delete(MissingRow row) => new()
    {
        Source = kept.Partner,
        Topic = kept.Table,
        Op = ChangeOp.Delete,
        Key = kept.Records.KeyByPartner
            ? RecordKey.OfPartner(kept.Partner, kept.Records.KeyField, row.PartnerKey!)
            : row.Key,
        Fields = "{}"u8.ToArray(),
        Via = kept.Records.Via,
        At = row.Found,
        AtFrom = row.Since.Micros > 0 && row.Since < row.Found ? row.Since : LongAgo,
    };

    /// <summary>What the link said when the listing began it still says: it was there, and was not shown.</summary>
    private bool IsMissing(Sweep sweep, LinkMark link)
        => link.IsThere && (link.HasPartnerKey || !kept.Records.KeyByPartner) && sweep.Links.IsMarked(link.Record, link.Revision);

    private IEnumerable<LinkMark> Links()
        => StorePages.Of((after, max) => store.Readers.Read(r => r.Listings.Links(kept.Lane, kept.Table, after, max)), l => l.Record);

    private IEnumerable<MissingRow> Missing()
        => StorePages.Of((after, max) => store.Readers.Read(r => r.Listings.Missing(kept.Lane, kept.Table, after, max)), m => m.Record);

    private EventTime Now => EventTime.From(clock.GetUtcNow());
}
