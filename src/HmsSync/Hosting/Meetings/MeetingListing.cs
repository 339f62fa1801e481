using HmsSync.Changes;
using HmsSync.Feeds;
using HmsSync.Feeds.Polls;
using HmsSync.Lanes;
using HmsSync.Lanes.Meetings;
using HmsSync.Sdk;

namespace HmsSync.Hosting.Meetings;

/// <summary>Reads a partner's records of one table, page by page.</summary>
internal sealed class MeetingListing(Meeting meeting, PollCalls calls, PolledItems items, LinkTools links, TimeProvider clock)
{
    private readonly PartnerWords _words = new(meeting.Records.Mapping, meeting.Table);

    /// <param name="cursor">Empty: from the first.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="HubStoppedException">The hub cannot be asked for its keys.</exception>
    public async Task<ListedPage> PageAsync(string cursor, CancellationToken stop)
    {
        var page = await calls.ListAsync(cursor, stop);
        if (page.Failure is not null || page.CursorGone)
        {
            return new ListedPage([], null, page.Failure ?? PushOutcome.Failed(FailureKind.Gone, "cursor_gone", 410));
        }

        var isLast = page.Next is null || page.Next == cursor || page.IsEmpty;
        return new ListedPage([.. page.Items.Where(item => !item.Deleted).Select(Read)], isLast ? null : page.Next, null);
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

    private ListedRecord Read(PartnerRecord item)
    {
        var records = meeting.Records;
        var e = items.Read(item, default, EventTime.From(clock.GetUtcNow())) with { Via = records.MeetingVia };
        if (e.Key.IsUntold)
        {
            return new ListedRecord(e, null, RecordKey.None, default, RecordKey.None);
        }

        var partnerKey = records.KeyByPartner ? e.Key.AtPartner(meeting.Partner, records.KeyField) : null;
        var told = partnerKey is null ? e.Key : RecordKey.None;
        var linked = partnerKey is not null ? links.LinkedBy(meeting.Lane, meeting.Table, partnerKey).Key
            : links.Link(meeting.Lane, meeting.Table, told).Incarnation > 0 ? told
            : RecordKey.None;
        var (state, fault) = _words.Read(e.Fields, records.Full, told);
        return new ListedRecord(e, partnerKey, told, fault is null ? state.Fields : default, linked);
    }
}

/// <param name="Records">Deletes are left out.</param>
/// <param name="Next">Where it goes on; null: this was the last page.</param>
/// <param name="Failure">Why there is no page; null: there is.</param>
internal readonly record struct ListedPage(IReadOnlyList<ListedRecord> Records, string? Next, PushOutcome? Failure);
