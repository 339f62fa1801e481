using HmsSync.Feeds;

namespace HmsSync.Hubs.Postgres.Feed;

/// <summary>What a <see cref="FeedPosition"/> says for a PostgreSQL hub.</summary>
/// <param name="Origin">The cluster that its places in the log are of.</param>
/// <param name="Lsn">Every transaction whose commit ends at or before it was handed on.</param>
/// <param name="Open">Where the commit of a transaction begins that was handed on in part; 0: none.</param>
/// <param name="Ordinal">So many row changes of that one were handed on: rows may share an LSN.</param>
internal sealed record PgPosition(PgOrigin Origin, ulong Lsn, ulong Open, long Ordinal)
{
    private const string Form = "postgres1";
    private const long TakenUp = -1;

    public static readonly PgPosition Start = new(PgOrigin.Unknown, 0, 0, 0);

    /// <summary>Tables that are still to be read whole; the first is being read.</summary>
    public IReadOnlyList<string> Snapshot { get; init; } = [];

    /// <summary>Key of the last row that was read of the first table, in PostgreSQL's text form; empty: from its beginning.</summary>
    public IReadOnlyList<string> Cursor { get; init; } = [];

    /// <summary>Tables that do not flow until a person says so.</summary>
    public IReadOnlyList<HeldTable> Held { get; init; } = [];

    /// <summary>Columns that mappings name and that tables had.</summary>
    public IReadOnlyList<SeenColumns> Seen { get; init; } = [];

    /// <summary>The mark that stood in the hub (<see cref="PublicationMark"/>); empty: none yet.</summary>
    public string Mark { get; init; } = "";

    /// <summary>The mark that may be left in it next; known here before it stands there.</summary>
    public string NextMark { get; init; } = "";

    /// <exception cref="HubStoppedException">The text is not of this form.</exception>
    public static PgPosition Parse(FeedPosition position)
    {
        if (position == FeedPosition.Start)
        {
            return Start;
        }

        if (position.Value.Split(';') is not [Form, _, _, _, _, _, _, _, _, ..] parts
            || !uint.TryParse(parts[2], CultureInfo.InvariantCulture, out var timeline)
            || !ulong.TryParse(parts[3], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var lsn)
            || !ulong.TryParse(parts[4], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var open)
            || !long.TryParse(parts[5], CultureInfo.InvariantCulture, out var ordinal))
        {
            throw new HubStoppedException(
                "position_unknown",
                "The stored feed position is not one of a PostgreSQL hub.",
                "Was hub.feed changed? Start with a store of its own, or set it back.");
        }

        return new PgPosition(new PgOrigin(parts[1], timeline), lsn, open, ordinal)
        {
            Snapshot = Split(parts[6]),
            Cursor = Split(parts[7]),
            Held = [.. Split(parts[8]).Select(HeldTable.Parse)],
            Mark = parts.ElementAtOrDefault(9) ?? "",
            NextMark = parts.ElementAtOrDefault(10) ?? "",
            Seen = [.. Split(parts.ElementAtOrDefault(11) ?? "").Select(SeenColumns.Parse)],
        };
    }

    public FeedPosition ToFeed()
        => new(string.Create(
            CultureInfo.InvariantCulture,
            $"{Form};{Origin.System};{Origin.Timeline};{Lsn:X};{Open:X};{Ordinal};{Join(Snapshot)};{Join(Cursor)};{JoinHeld()};")
            + $"{Mark};{NextMark};{Join(Seen.Select(s => s.ToString()))}");

    private string JoinHeld() => Join(Held.Select(h => h.ToString()));

    /// <summary>The same position, at which a table that was held flows again; what is in it is to be read whole.</summary>
    public PgPosition WithResumed(string table) => this with
    {
        Held = [.. Held.Where(h => h.Table != table)],
        Seen = [.. Seen.Where(s => s.Table != table)],
    };

    /// <summary>Together with what was found when the feed was opened.</summary>
    public PgPosition With(PgPosition opened) => this with
    {
        Seen = opened.Seen,
        Held = [.. Held, .. opened.Held.Where(h => !Held.Any(own => own.Table == h.Table))],
    };

    /// <summary>
    /// Where a hub is taken up that was known, and of which changes were missed: where it stands when the feed is opened next. What
    /// is held stays held.
    /// </summary>
    public PgPosition Anew() => Start with { Ordinal = TakenUp, Held = Held };

    /// <summary>Nothing of it was known before: what is there already may be wanted.</summary>
    public bool IsFirst => Origin == PgOrigin.Unknown && Ordinal != TakenUp;

    // The mark of an empty text: a key may be one, and an empty list is written as nothing.
    private static string[] Split(string list)
        => list.Length == 0 ? [] : [.. list.Split('|').Select(part => Uri.UnescapeDataString(part[1..]))];

    private static string Join(IEnumerable<string> parts) => string.Join('|', parts.Select(part => "=" + Uri.EscapeDataString(part)));
}

/// <summary>Which cluster, and which of its histories: a restored or promoted one counts its log anew.</summary>
/// <param name="System">The cluster's identifier.</param>
/// <param name="Timeline">Of its log.</param>
internal readonly record struct PgOrigin(string System, uint Timeline)
{
    public static readonly PgOrigin Unknown = new("", 0);
}
