using System.Text;
using Npgsql;

namespace HmsSync.Hubs.Postgres.Values;

/// <summary>
/// The columns of one row in PostgreSQL's text form. A column is a value, NULL, or absent: not sent because it is unchanged and
/// kept out of line (TOAST). Used again for each row; texts are valid until the next.
/// </summary>
internal sealed class PgTuple
{
    private readonly List<Cell> _cells = [];
    private ReadOnlyMemory<byte> _text;
    private byte[] _own = [];

    public int Count => _cells.Count;

    public bool IsNull(int column) => _cells[column].Length == Cell.Null;

    public bool IsAbsent(int column) => _cells[column].Length == Cell.Absent;

    public bool HasAbsent
    {
        get
        {
            foreach (var cell in _cells)
            {
                if (cell.Length == Cell.Absent)
                {
                    return true;
                }
            }

            return false;
        }
    }

    public ReadOnlySpan<byte> Text(int column) => _text.Span.Slice(_cells[column].Start, _cells[column].Length);

    /// <summary>Both NULL, or both the same text.</summary>
    public static bool Same(PgTuple left, PgTuple right, int column)
        => left.IsNull(column) == right.IsNull(column) && (left.IsNull(column) || left.Text(column).SequenceEqual(right.Text(column)));

    /// <summary>Begins a row whose texts lie in a buffer of somebody else's.</summary>
    public void Begin(ReadOnlyMemory<byte> text)
    {
        _text = text;
        _cells.Clear();
    }

    public void AddNull() => _cells.Add(new Cell(0, Cell.Null));

    public void AddAbsent() => _cells.Add(new Cell(0, Cell.Absent));

    public void AddText(int start, int length) => _cells.Add(new Cell(start, length));

    /// <summary>Takes a row of a query that was asked for texts (<see cref="NpgsqlCommand.AllResultTypesAreUnknown"/>).</summary>
    public void Take(NpgsqlDataReader row, int first, int columns)
    {
        var used = 0;
        _cells.Clear();
        for (var i = 0; i < columns; i++)
        {
            if (row.IsDBNull(first + i))
            {
                AddNull();
                continue;
            }

            var text = row.GetString(first + i);
            var needed = used + Encoding.UTF8.GetMaxByteCount(text.Length);
            if (needed > _own.Length)
            {
                Array.Resize(ref _own, Math.Max(needed, 2 * _own.Length));
            }

            var length = Encoding.UTF8.GetBytes(text, _own.AsSpan(used));
            AddText(used, length);
            used += length;
        }

        _text = _own.AsMemory(0, used);
    }

    private readonly record struct Cell(int Start, int Length)
    {
        public const int Null = -1;
        public const int Absent = -2;
    }
}
