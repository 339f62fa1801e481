namespace HmsSync.Hubs.Sqlite;

/// <summary>What the hub's catalogue says about one configured table; generated columns are left out.</summary>
/// <param name="Name">As SQLite knows it.</param>
/// <param name="Columns">In the order of the table.</param>
/// <param name="Key">Positions in <paramref name="Columns"/> of the key, in key order.</param>
/// <param name="Unique">What lets REPLACE remove other rows.</param>
internal sealed record HubTable(
    string Name, IReadOnlyList<HubColumn> Columns, IReadOnlyList<int> Key, IReadOnlyList<UniqueRule> Unique)
{
    public IEnumerable<string> KeyNames => Key.Select(k => Columns[k].Name);

    /// <summary>Position of a column by its exact name; -1: there is none.</summary>
    public int Find(string column)
    {
        for (var i = 0; i < Columns.Count; i++)
        {
            if (Columns[i].Name == column)
            {
                return i;
            }
        }

        return -1;
    }
}

internal sealed record HubColumn(string Name, ColumnKind Kind)
{
    /// <summary>
    /// SQLite's rules for the affinity of a declared type, in their order (sqlite.org/datatype3.html, 3.1).
    /// </summary>
    public static ColumnKind KindOf(string declared)
    {
        bool Says(string part) => declared.Contains(part, StringComparison.OrdinalIgnoreCase);
        return declared.Length == 0 ? ColumnKind.Any
            : Says("INT") ? ColumnKind.Integer
            : Says("CHAR") || Says("CLOB") || Says("TEXT") ? ColumnKind.Text
            : Says("BLOB") ? ColumnKind.Blob
            : Says("REAL") || Says("FLOA") || Says("DOUB") ? ColumnKind.Real
            : ColumnKind.Numeric;
    }
}

/// <summary>Declared affinity of a column.</summary>
internal enum ColumnKind
{
    /// <summary>No declared type: values stay as they come.</summary>
    Any,
    Integer,
    Real,
    Numeric,
    Text,
    Blob,
}

/// <summary>One unique index or primary key.</summary>
/// <param name="Columns">Column and collation of each part.</param>
/// <param name="Predicate">The WHERE of a partial index; null: all rows.</param>
internal sealed record UniqueRule(IReadOnlyList<(string Column, string Collation)> Columns, string? Predicate);
