using HmsSync.Changes;
using HmsSync.Feeds;
using HmsSync.Hosting.Listings;
using HmsSync.Hubs;
using HmsSync.Journal;
using HmsSync.Lanes;
using HmsSync.Lanes.Meetings;
using HmsSync.Resolve;
using HmsSync.Sdk;
using HmsSync.Stores.Sqlite;

namespace HmsSync.Hosting.Meetings;

/// <summary>
/// The steps of one meeting. Each can be done again after a crash: the listing goes on from its cursor, the lanes know what they
/// have done, and what is owed twice is found to be agreed.
/// </summary>
internal sealed class MeetingSteps(
    Meeting meeting,
    PartnerListing listing,
    MatchReading matching,
    IHubRecords hub,
    RecordRequests requests,
    EventJournal journal,
    Store store,
    LinkTools links,
    Func<CancellationToken, Task<PushOutcome?>> skipChanges,
    TimeProvider clock)
{
    /// <summary>Invariant 11: hub records asked for at once.</summary>
    private const int PerRequest = 200;

    private string Source => $"meeting/{meeting.Partner.Name}/{meeting.Table}";

    /// <summary>A new stage is committed, then lanes go by it.</summary>
    public async Task GoAsync(MeetingRow row)
    {
        await store.Writer.CommitAsync(new MeetingWork(meeting.Lane, meeting.Table, row)
        {
            AnewWithHubLane = row is { Stage: MeetingStage.Listing, IsAnew: true } ? meeting.HubLane : null,
            Now = Now,
        });
        meeting.Goes(row);
    }

    /// <summary>True: the hub has no record, so there is nothing to meet.</summary>
    /// <exception cref="HubStoppedException">The hub cannot be read now.</exception>
    public async Task<bool> HubIsEmptyAsync(CancellationToken stop)
        => (await hub.ListAsync(meeting.Table, "", 1, stop)).Records.Count == 0;

    /// <summary>Whether both sides hold records, and if so, whether they may meet.</summary>
    /// <exception cref="HubStoppedException">The hub cannot be read now.</exception>
    public async Task<PushOutcome?> LookAsync(CancellationToken stop)
    {
        if (await HubIsEmptyAsync(stop))
        {
            await GoAsync(meeting.Row with { Stage = MeetingStage.Met });
            return null;
        }

        var found = PushOutcome.Failed(FailureKind.Conflict, "found");
        var failure = await listing.WalkAsync(_ => Task.FromResult<PushOutcome?>(found), stop);
        if (failure is not null && failure != found)
        {
            return failure;
        }

        // A partner that has nothing meets nothing: then a snapshot goes to it, whatever is left where two sides meet.
        var stage = failure is not null ? MeetingStage.Held : meeting.OwesSnapshot ? MeetingStage.Owing : MeetingStage.Met;
        await GoAsync(new MeetingRow(stage, Now, default, ""));
        return null;
    }

    /// <summary>They begin to meet.</summary>
    public async Task<PushOutcome?> BeginAsync(CancellationToken stop)
    {
        meeting.Index = null;
        var isAnew = meeting.Stage == MeetingStage.Met;

        // Invariant 1: skipped first, listed then: what changes in between is in the listing, or told as a change, or both.
        if (!isAnew && await skipChanges(stop) is { } failure)
        {
            return failure;
        }

        await GoAsync(new MeetingRow(MeetingStage.Listing, isAnew ? Now : meeting.Row.Since, default, "") { IsAnew = isAnew });
        return null;
    }

    /// <summary>What matches is read anew in each life of the engine, for it is not stored.</summary>
    /// <exception cref="HubStoppedException">The hub cannot be read now.</exception>
    public async Task<PushOutcome?> MatchAsync(CancellationToken stop)
    {
        if (meeting.Match is null || meeting.Index is not null)
        {
            return null;
        }

        var (index, failure) = await matching.ReadAsync(meeting.Match, stop);
        meeting.Index = index;
        return failure;
    }

    /// <summary>Journals the listing, each page in one commit with the cursor after it.</summary>
    /// <exception cref="HubStoppedException">The hub cannot be asked for its keys.</exception>
    public async Task<PushOutcome?> ListAsync(CancellationToken stop)
    {
        var cursor = store.Readers.Read(reader => reader.Events.Position(Source)).Value;
        for (var pages = 0; pages < Feeds.Polls.PollRound.MostListPages; pages++)
        {
            var page = await listing.PageAsync(cursor, stop);
            if (page.Failure is not null)
            {
                if (cursor.Length > 0 && page.Failure.Failure is FailureKind.Gone or FailureKind.NotFound or FailureKind.Rejected)
                {
                    await journal.AppendAsync([], new FeedMove(Source, FeedPosition.Start));
                }

                return page.Failure;
            }

            // Invariant 1: the cursor moves in the commit that holds the page.
            await journal.AppendAsync([.. page.Records.Select(r => r.Event)], new FeedMove(Source, new FeedPosition(page.Next ?? "")));
            if (page.Next is null)
            {
                var mark = store.Readers.Read(reader => reader.Lanes.LastOwed(meeting.HubLane));
                await GoAsync(meeting.Row with { Stage = MeetingStage.Judging, Mark = mark });
                return null;
            }

            cursor = page.Next;
        }

        return PartnerListing.TooLong();
    }

    /// <summary>True: all that was listed has ended. What is parked has, but where it could be made twice.</summary>
    /// <param name="low">Up to here the lane to the hub has settled.</param>
    public bool IsJudged(PartnerSeq low)
    {
        var (waiting, parked) = store.Readers.Read(reader => (
            reader.Meetings.Waiting(meeting.HubLane, meeting.Table, meeting.Row.Mark),
            meeting.Records.KeyByPartner ? reader.Meetings.Parked(meeting.HubLane, meeting.Records.MeetingVia) : 0));
        meeting.Why = waiting.Count > 0 ? $"{waiting.Count} records of the listing are tried again ({waiting.Code})."
            : parked > 0 ? $"{parked} records of the listing are parked: hms-sync parked list --partner {meeting.Partner}."
            : null;
        return low.Value >= meeting.Row.Mark.Value && waiting.Count == 0 && parked == 0;
    }

    /// <summary>Owes the partner what only the hub has, in pages.</summary>
    /// <exception cref="HubStoppedException">The hub cannot be read now.</exception>
    public async Task<PushOutcome?> OweAsync(CancellationToken stop)
    {
        for (string? cursor = meeting.Row.Cursor; cursor is not null;)
        {
            var page = await hub.ListAsync(meeting.Table, cursor, PerRequest, stop);
            if (!await OweAsync(page.Records))
            {
                return HubStandsStill();
            }

            cursor = page.Next;
            await GoAsync(meeting.Row with { Cursor = cursor ?? meeting.Row.Cursor });
        }

        if (await TellAsync(stop) is { } failure)
        {
            return failure;
        }

        await GoAsync(meeting.Row with { Stage = MeetingStage.Met, Cursor = "" });
        meeting.Index = null;
        return null;
    }

    /// <summary>Owes the partner the newest state of what was not told to it while the two had not met.</summary>
    public async Task<PushOutcome?> TellAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var names = store.Readers.Read(reader => reader.Meetings.ToTell(meeting.Lane, meeting.Table, PerRequest));
            if (names.Count == 0)
            {
                return null;
            }

            if (!await requests.AskAsync(meeting.Lane, names))
            {
                return HubStandsStill();
            }
        }

        return null;
    }

    private async Task<bool> OweAsync(IReadOnlyList<HubRecord> records)
    {
        var only = records.Where(r => links.Link(meeting.Lane, meeting.Table, r.Key).Incarnation == 0).ToList();
        var unclear = only.Where(r => !IsSaid(r.Key)).Select(r => (Record: r, Matched: MatchedOf(r)))
            .Where(r => r.Matched.IsUnclear || (r.Matched.Partner > 0 && !meeting.Records.KeyByPartner)).ToList();
        if (unclear.Count > 0)
        {
            await store.Writer.CommitAsync(new HoldUnclearWork(
                Now,
                meeting.Lane,
                [.. unclear.Select(r => (
                    new RecordName(meeting.Table, r.Record.Key),
                    FieldConflict.OfUnclear(r.Record.Fields, default, MeetingFinder.Why(meeting, r.Matched, ofHub: true))))]));
        }

        var sent = meeting.Plan.OnlyHubSent || meeting.Row.Mark.Value == 0 ? only.Except(unclear.Select(r => r.Record)).ToList() : [];
        return sent.Count == 0
            || await requests.AskAsync(meeting.Lane, [.. sent.Select(r => new RecordName(meeting.Table, r.Key))]);
    }

    private bool IsSaid(RecordKey key)
        => links.NumberOf(meeting.Table, key) is > 0 and var number && links.Unclear(meeting.Lane, number) != Unclear.Unasked;

    private Matched MatchedOf(HubRecord record)
        => meeting.Match?.Of(record.Fields.Span) is { } digest && meeting.Index is { } index ? index.Of(digest) : Matched.Nothing;

    private static PushOutcome HubStandsStill()
        => PushOutcome.Failed(FailureKind.Unavailable, "hub_feed", detail: "The hub's feed stands still.");

    private EventTime Now => EventTime.From(clock.GetUtcNow());
}
