using System.Text.Json;
using HmsSync.Changes;

namespace HmsSync.Feeds.Polls;

/// <summary>Where a poll stands; saved in the commit that journals what was read up to it (invariant 1).</summary>
/// <param name="Cursor">As the partner gave it; empty: before the first.</param>
/// <param name="LookedAt">When the last look began that read to the end: what it did not show happened later. 0: there was none.</param>
/// <param name="Seen">
/// Digests of the items that the page after <paramref name="Cursor"/> showed, where the partner gave no newer cursor with them:
/// it shows them again.
/// </param>
internal sealed record PollPosition(string Cursor, EventTime LookedAt, IReadOnlySet<string> Seen)
{
    public static readonly PollPosition Start = new("", default, new HashSet<string>());

    public static PollPosition Parse(FeedPosition position)
        => position.Value.Length == 0 ? Start
            : JsonSerializer.Deserialize<Stored>(position.Value) is { } stored
                ? new PollPosition(stored.Cursor, new EventTime(stored.At), stored.Seen.ToHashSet(StringComparer.Ordinal))
                : Start;

    public FeedPosition ToFeed() => new(JsonSerializer.Serialize(new Stored(Cursor, LookedAt.Micros, [.. Seen])));

    private sealed record Stored(string Cursor, long At, string[] Seen);
}
