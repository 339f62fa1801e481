namespace HmsSync.Hubs.Postgres.Feed;

/// <summary>Columns that a table had and that mappings name: one that is gone is no NULL and no absent value.</summary>
/// <param name="Table">As the configuration calls it.</param>
/// <param name="Columns">In no order that matters.</param>
internal sealed record SeenColumns(string Table, IReadOnlyList<string> Columns)
{
    private const char Separator = '\n';

    public static SeenColumns Parse(string text)
        => text.Split(Separator) is [var table, .. var columns] ? new SeenColumns(table, columns) : new SeenColumns(text, []);

    /// <summary>Those that are not among the columns and that the configuration still names.</summary>
    public IReadOnlyList<string> Gone(IEnumerable<string> mapped, IEnumerable<string> columns)
        => [.. Columns.Intersect(mapped).Except(columns)];

    public override string ToString() => string.Join(Separator, [Table, .. Columns]);
}
