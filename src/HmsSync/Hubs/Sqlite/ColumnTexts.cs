namespace HmsSync.Hubs.Sqlite;

/// <summary>Statements by the columns that they write: most writes of a table write the same ones.</summary>
internal sealed class ColumnTexts
{
    /// <summary>Invariant 11: statements that are remembered.</summary>
    private const int Most = 64;

    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> _byColumns;

    public ColumnTexts() => _byColumns = _texts.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <param name="fields">Written, in this order.</param>
    /// <param name="make">The statement that writes them.</param>
    public string Of(
        IReadOnlyList<(int Column, HubValue Value)> fields, Func<IReadOnlyList<(int Column, HubValue Value)>, string> make)
    {
        // SQLite's columns are 32,767 at most, so that each is one character.
        Span<char> columns = fields.Count <= Most ? stackalloc char[fields.Count] : new char[fields.Count];
        for (var i = 0; i < fields.Count; i++)
        {
            columns[i] = (char)fields[i].Column;
        }

        if (_byColumns.TryGetValue(columns, out var known))
        {
            return known;
        }

        if (_texts.Count >= Most)
        {
            _texts.Clear();
        }

        return _texts[new string(columns)] = make(fields);
    }
}
