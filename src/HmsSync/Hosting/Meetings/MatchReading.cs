using HmsSync.Changes;
using HmsSync.Hosting.Listings;
using HmsSync.Hubs;
using HmsSync.Lanes;
using HmsSync.Lanes.Meetings;
using HmsSync.Sdk;

namespace HmsSync.Hosting.Meetings;

/// <summary>Reads both sides for which records match. Links and keys come first: what they join takes no part.</summary>
internal sealed class MatchReading(Meeting meeting, PartnerListing listing, IHubRecords hub, LinkTools links)
{
    public const int PageSize = 500;

    /// <returns>Null: it could not be read to the end, or there are too many.</returns>
    /// <exception cref="Feeds.HubStoppedException">The hub cannot be read now.</exception>
    public async Task<(MatchIndex? Index, PushOutcome? Failure)> ReadAsync(MatchKey match, CancellationToken stop)
    {
        var (joined, theirs) = (new HashSet<RecordKey>(), new List<UInt128>());
        var failure = await listing.WalkAsync(
            async record =>
            {
                // Invariant 11: of each of the partner's records its key, or 16 bytes, until both sides are read.
                if (joined.Count + theirs.Count > MatchIndex.Most)
                {
                    return TooMany();
                }

                if (await JoinedByKeyAsync(record, stop) is { IsNone: false } key)
                {
                    joined.Add(key);
                }
                else if (record is { Linked.IsNone: true, IsReadable: true } && match.Of(record.Words.Span) is { } digest)
                {
                    theirs.Add(digest);
                }

                return null;
            },
            stop);
        if (failure is not null)
        {
            return (null, failure);
        }

        var index = new MatchIndex();
        if (!await ReadHubAsync(index, match, joined, stop))
        {
            return (null, TooMany());
        }

        theirs.ForEach(index.AddPartner);
        return (index, null);
    }

    private async Task<bool> ReadHubAsync(MatchIndex index, MatchKey match, HashSet<RecordKey> joined, CancellationToken stop)
    {
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await hub.ListAsync(meeting.Table, cursor, PageSize, stop);
            foreach (var (key, fields) in page.Records)
            {
                var isFree = !joined.Contains(key) && links.Link(meeting.Lane, meeting.Table, key).Incarnation == 0;
                if (isFree && match.Of(fields.Span) is { } digest && !index.AddHub(digest, key))
                {
                    return false;
                }
            }

            cursor = page.Next;
        }

        return true;
    }

    private async Task<RecordKey> JoinedByKeyAsync(ListedRecord record, CancellationToken stop)
    {
        if (!record.Linked.IsNone || !record.IsReadable)
        {
            return record.Linked;
        }

        var key = record.Told.IsNone ? hub.KeyOf(meeting.Table, record.Words.Span) : record.Told;
        return !key.IsNone && await hub.ReadAsync(meeting.Table, key, stop) is not null ? key : RecordKey.None;
    }

    private PushOutcome TooMany() => PushOutcome.Failed(
        FailureKind.Rejected, "too_many_to_match",
        detail: $"One side of {meeting.Table} has more than {MatchIndex.Most} records; meet by key, without `first.match`.");
}
