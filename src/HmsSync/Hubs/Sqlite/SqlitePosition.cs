using HmsSync.Feeds;

namespace HmsSync.Hubs.Sqlite;

/// <summary>What a <see cref="FeedPosition"/> says for a SQLite hub.</summary>
/// <param name="Seq">Every outbox row up to it was handed on.</param>
/// <param name="Mark">The mark that stood in the hub file.</param>
/// <param name="NextMark">The mark that the next prune may write; known here before it stands there.</param>
/// <param name="Snapshot">Tables that are still to be read whole; the first is being read.</param>
/// <param name="Cursor">Key of the last row that was read of the first table; empty: from its beginning.</param>
internal sealed record SqlitePosition(
    long Seq, string Mark, string NextMark, IReadOnlyList<string> Snapshot, IReadOnlyList<HubValue> Cursor)
{
    private const string Form = "sqlite1";

    public static readonly SqlitePosition Start = new(0, "", "", [], []);

    /// <exception cref="HubStoppedException">The text is not of this form.</exception>
    public static SqlitePosition Parse(FeedPosition position)
    {
        if (position == FeedPosition.Start)
        {
            return Start;
        }

        var parts = position.Value.Split(';');
        if (parts is not [Form, _, _, _, _, _]
            || !long.TryParse(parts[1], CultureInfo.InvariantCulture, out var seq))
        {
            throw Unknown();
        }

        try
        {
            return new SqlitePosition(
                seq,
                parts[2],
                parts[3],
                [.. Split(parts[4]).Select(Uri.UnescapeDataString)],
                [.. Split(parts[5]).Select(HubValue.ParseCursor)]);
        }
        catch (FormatException)
        {
            throw Unknown();
        }
    }

    public FeedPosition ToFeed()
        => new(string.Join(
            ';',
            Form,
            Seq.ToString(CultureInfo.InvariantCulture),
            Mark,
            NextMark,
            Join(Snapshot.Select(Uri.EscapeDataString)),
            Join(Cursor.Select(c => c.ToCursor()))));

    private static string[] Split(string list) => list.Length == 0 ? [] : list.Split('|');

    private static string Join(IEnumerable<string> parts) => string.Join('|', parts);

    private static HubStoppedException Unknown()
        => new(
            "position_unknown",
            "The stored feed position is not one of a SQLite hub.",
            "Was hub.feed changed? Start with a store of its own, or set it back.");
}
