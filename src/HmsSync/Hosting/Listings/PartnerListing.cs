using HmsSync.Changes;
using HmsSync.Feeds;
using HmsSync.Feeds.Polls;
using HmsSync.Lanes;
using HmsSync.Sdk;

namespace HmsSync.Hosting.Listings;

/// <summary>Reads a partner's records of one table, page by page.</summary>
/// <param name="kept">Whose, and of which table.</param>
/// <param name="via">By what its events come.</param>
/// <param name="calls">Asks the partner.</param>
/// <param name="items">Makes events of items.</param>
/// <param name="links">Tells what is linked.</param>
/// <param name="clock">When an item was shown.</param>
internal sealed class PartnerListing(
    KeptTable kept, string via, PollCalls calls, PolledItems items, LinkTools links, TimeProvider clock)
{
    private readonly PartnerWords _words = new(kept.Records.Mapping, kept.Table);

    public KeptTable Kept => kept;

    /// <param name="cursor">Empty: from the first.</param>
    /// <param name="stop">Gives up.</param>
    /// <param name="lookedAt">When the last look began that did not show what is new; 0: there was none.</param>
    /// <exception cref="HubStoppedException">The hub cannot be asked for its keys.</exception>
    public async Task<ListedPage> PageAsync(string cursor, CancellationToken stop, EventTime lookedAt = default)
    {
        var page = await calls.ListAsync(cursor, stop);
        if (page.Failure is not null || page.CursorGone)
        {
            return new ListedPage([], null, page.Failure ?? PushOutcome.Failed(FailureKind.Gone, "cursor_gone", 410));
        }

        var isLast = page.Next is null || page.Next == cursor || page.IsEmpty;
        return new ListedPage(
            [.. page.Items.Where(item => !item.Deleted).Select(item => Read(item, lookedAt))], isLast ? null : page.Next, null)
        {
            IsEnd = page.Next is null,
            LeftOut = page.LeftOut,
        };
    }

    /// <summary>All of them, one page in memory at a time; not null: why it did not come to the end.</summary>
    /// <exception cref="HubStoppedException">The hub cannot be asked for its keys.</exception>
    public async Task<PushOutcome?> WalkAsync(Func<ListedRecord, Task<PushOutcome?>> each, CancellationToken stop)
    {
        var cursor = "";
        for (var pages = 0; pages < PollRound.MostListPages; pages++)
        {
            var page = await PageAsync(cursor, stop);
            if (page.Failure is not null)
            {
                return page.Failure;
            }

            foreach (var record in page.Records)
            {
                if (await each(record) is { } failure)
                {
                    return failure;
                }
            }

            if (page.Next is null)
            {
                return null;
            }

            cursor = page.Next;
        }

        return TooLong();
    }

    public static PushOutcome TooLong() => PushOutcome.Failed(
        FailureKind.BadAnswer, "list_too_long", detail: $"The listing did not end within {PollRound.MostListPages} pages.");

    private ListedRecord Read(PartnerRecord item, EventTime lookedAt)
    {
        var records = kept.Records;
        var e = items.Read(item, lookedAt, EventTime.From(clock.GetUtcNow())) with { Via = via };
        if (e.Key.IsUntold)
        {
            return new ListedRecord(e, null, RecordKey.None, default, RecordKey.None);
        }

        var partnerKey = records.KeyByPartner ? e.Key.AtPartner(kept.Partner, records.KeyField) : null;
        var told = partnerKey is null ? e.Key : RecordKey.None;
        var (key, number) = partnerKey is not null ? links.LinkedBy(kept.Lane, kept.Table, partnerKey)
            : (told, links.NumberOf(kept.Table, told));
        var link = number > 0 ? links.Link(kept.Lane, number) : LinkRow.None;
        var (state, fault) = _words.Read(e.Fields, records.Full, told);
        return new ListedRecord(
            e, partnerKey, told, fault is null ? state.Fields : default, link.Incarnation > 0 ? key : RecordKey.None)
        {
            Number = number,
            Link = link,
        };
    }
}
