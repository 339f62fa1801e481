using HmsSync.Changes;
using HmsSync.Hubs;

namespace HmsSync.Lanes.Meetings;

/// <summary>Tells which hub record is a partner's record that is linked to none: by the hub's key, then by what matches.</summary>
internal sealed class MeetingFinder(LinkTools links, IHubRecords hub)
{
    /// <param name="meeting">Of which table.</param>
    /// <param name="told">The hub's key as the partner's own key tells it; none: the partner makes its keys.</param>
    /// <param name="record">The partner's record, hub words.</param>
    /// <param name="index">What matches; null: not known.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="Feeds.HubStoppedException">The hub cannot be read now.</exception>
    public async Task<FoundHub> FindAsync(
        Meeting meeting, RecordKey told, ReadOnlyMemory<byte> record, MatchIndex? index, CancellationToken cancellation)
    {
        var key = told.IsNone ? hub.KeyOf(meeting.Table, record.Span) : told;
        if (!key.IsNone && await hub.ReadAsync(meeting.Table, key, cancellation) is not null)
        {
            return IsTaken(meeting, key) && told.IsNone
                ? new FoundHub(FoundKind.Unclear, RecordKey.None, "Another record there is linked to the hub record that it names.")
                : new FoundHub(FoundKind.One, key, "");
        }

        if (meeting.Match is not { } match || match.Of(record.Span) is not { } digest)
        {
            return FoundHub.None;
        }

        if (index is null)
        {
            return new FoundHub(FoundKind.NotReady, RecordKey.None, "");
        }

        var matched = index.Of(digest);
        return matched.IsUnclear || (!matched.Key.IsNone && !told.IsNone)
            ? new FoundHub(FoundKind.Unclear, RecordKey.None, Why(meeting, matched, ofHub: false))
            : matched.Key.IsNone || IsTaken(meeting, matched.Key)
                ? FoundHub.None
                : new FoundHub(FoundKind.One, matched.Key, "");
    }

    /// <summary>Why nobody can tell which record is which; without values.</summary>
    public static string Why(Meeting meeting, Matched matched, bool ofHub)
    {
        var fields = string.Join(", ", meeting.Plan.Match);
        var counts = string.Create(
            CultureInfo.InvariantCulture,
            $"{matched.Hub} of hms and {matched.Partner} of {meeting.Partner} have the same {fields}");
        return matched.IsUnclear
            ? $"At the first meeting {counts}; nobody can tell which is which."
            : $"At the first meeting {counts}, and their keys differ, which {(ofHub ? meeting.Partner : "hms")} takes for two records.";
    }

    private bool IsTaken(Meeting meeting, RecordKey key) => links.Link(meeting.Lane, meeting.Table, key).Incarnation > 0;
}

/// <param name="Kind">What was found.</param>
/// <param name="Key">The hub record; none for the other kinds.</param>
/// <param name="Why">In words, where nobody can tell.</param>
internal readonly record struct FoundHub(FoundKind Kind, RecordKey Key, string Why)
{
    public static readonly FoundHub None = new(FoundKind.None, RecordKey.None, "");
}

internal enum FoundKind
{
    /// <summary>Only the partner has it.</summary>
    None,
    One,

    /// <summary>Several could be it.</summary>
    Unclear,

    /// <summary>What matches is not known yet.</summary>
    NotReady,
}
