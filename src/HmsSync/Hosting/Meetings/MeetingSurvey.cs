using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Hosting.Listings;
using HmsSync.Hubs;
using HmsSync.Lanes.Meetings;
using HmsSync.Sdk;

namespace HmsSync.Hosting.Meetings;

/// <summary>Counts what would meet; reads both sides and writes nothing anywhere.</summary>
internal sealed class MeetingSurvey(
    Meeting meeting, PartnerPlan partner, PartnerListing listing, MatchReading matching, MeetingFinder finder, IHubRecords hub)
{
    private readonly List<RoutePlan> _routes = [.. partner.Send.Where(route => route.On == meeting.Table)];

    /// <param name="stop">Gives up.</param>
    /// <exception cref="Feeds.HubStoppedException">The hub cannot be read now.</exception>
    public async Task<MeetingCounts> RunAsync(CancellationToken stop)
    {
        var counts = new MeetingCounts();
        MatchIndex? index = null;
        if (meeting.Match is not null)
        {
            (index, counts.Failure) = await matching.ReadAsync(meeting.Match, stop);
        }

        // Invariant 11: of each hub record that the partner has too, its key.
        var seen = new HashSet<RecordKey>();
        counts.Failure ??= await listing.WalkAsync(record => CountAsync(record, counts, seen, index, stop), stop);
        for (string? cursor = ""; cursor is not null && counts.Failure is null;)
        {
            var page = await hub.ListAsync(meeting.Table, cursor, MatchReading.PageSize, stop);
            foreach (var record in page.Records.Where(r => !seen.Contains(r.Key)))
            {
                Count(record, counts, index);
            }

            cursor = page.Next;
        }

        return counts;
    }

    private async Task<PushOutcome?> CountAsync(
        ListedRecord record, MeetingCounts counts, HashSet<RecordKey> seen, MatchIndex? index, CancellationToken stop)
    {
        if (seen.Count >= MatchIndex.Most)
        {
            return PushOutcome.Failed(
                FailureKind.Rejected, "too_many_to_count", detail: $"More than {MatchIndex.Most} records meet; they can, uncounted.");
        }

        var shown = record.PartnerKey ?? record.Told.Json;
        if (!record.IsReadable)
        {
            counts.Unreadable.Add(shown);
            return null;
        }

        var found = record.Linked.IsNone
            ? await finder.FindAsync(meeting, record.Told, record.Words, index, stop)
            : new FoundHub(FoundKind.One, record.Linked, "");
        if (found.Kind != FoundKind.One || await hub.ReadAsync(meeting.Table, found.Key, stop) is not { } ours)
        {
            (found.Kind == FoundKind.Unclear ? counts.Ambiguous : counts.OnlyPartner).Add(shown);
            return null;
        }

        seen.Add(found.Key);
        counts.Matched.Add(found.Key.Json);
        if (Differs(ours, record.Words))
        {
            counts.Differing.Add(found.Key.Json);
        }

        return null;
    }

    private void Count(HubRecord record, MeetingCounts counts, MatchIndex? index)
    {
        var matched = index is not null && meeting.Match!.Of(record.Fields.Span) is { } digest ? index.Of(digest) : Matched.Nothing;
        if (matched.IsUnclear || (matched.Partner > 0 && !meeting.Records.KeyByPartner))
        {
            counts.Ambiguous.Add(record.Key.Json);
        }
        else if (_routes.Exists(route => route.Where.IsAlways || route.Where.Holds(record.Fields.Span)))
        {
            counts.OnlyHub.Add(record.Key.Json);
        }
    }

    /// <summary>As far as both say something: a null on one side and nothing on the other is the same.</summary>
    private bool Differs(ReadOnlyMemory<byte> ours, ReadOnlyMemory<byte> theirs)
    {
        var mapping = meeting.Records.Mapping;
        var fields = new JsonFields(ours.Span);
        while (fields.Next())
        {
            var there = JsonFields.Find(theirs.Span, fields.Name);
            var same = there.IsEmpty
                ? fields.Value.SequenceEqual("null"u8)
                : mapping.Equality.Same(FieldPath.TextOf(fields.Name), fields.Value, there);
            if (!same && mapping.PartnerFieldOf(fields.Name) is not null)
            {
                return true;
            }
        }

        return false;
    }
}
