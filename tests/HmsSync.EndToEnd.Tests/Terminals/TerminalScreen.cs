using System.Text;

namespace HmsSync.EndToEnd.Tests.Terminals;

/// <summary>
/// What a person would see: a screen of cells that understands as much of ECMA-48 as the program writes. Sequences that it does not
/// know change nothing.
/// </summary>
internal sealed class TerminalScreen
{
    private const char Escape = '\u001b';

    private readonly int _columns;
    private readonly char[][] _cells;
    private readonly StringBuilder _sequence = new();
    private (int Row, int Column) _at;

    public TerminalScreen(int rows, int columns)
    {
        _columns = columns;
        _cells = new char[rows][];
        Clear();
    }

    /// <summary>Line by line, without the blanks at their ends.</summary>
    public string Text => string.Join('\n', _cells.Select(line => new string(line).TrimEnd()));

    /// <summary>The first line that begins with the word; empty: none does.</summary>
    public string Line(string word)
        => _cells.Select(line => new string(line).TrimEnd())
            .FirstOrDefault(line => line.StartsWith(word + " ", StringComparison.Ordinal)) ?? "";

    public void Feed(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (_sequence.Length > 0 || c == Escape)
            {
                Sequence(c);
            }
            else
            {
                Print(c);
            }
        }
    }

    private void Sequence(char c)
    {
        _sequence.Append(c);
        if (_sequence.Length == 1 || (_sequence.Length == 2 && c == '['))
        {
            return;
        }

        if (_sequence.Length == 2 || char.IsAsciiLetter(c))
        {
            Act(c, _sequence.ToString(2, _sequence.Length - 2).TrimEnd(c));
            _sequence.Clear();
        }
    }

    private void Act(char final, string arguments)
    {
        var count = int.TryParse(arguments, System.Globalization.CultureInfo.InvariantCulture, out var n) ? n : 1;
        switch (final)
        {
            case 'A':
                _at.Row = Math.Max(0, _at.Row - count);
                break;
            case 'H':
                _at = default;
                break;
            case 'K' when arguments is "2":
                _cells[_at.Row].AsSpan().Fill(' ');
                break;
            case 'K':
                _cells[_at.Row].AsSpan(_at.Column).Fill(' ');
                break;
            case 'J':
            case 'h' when arguments == "?1049":
            case 'l' when arguments == "?1049":
                Clear();
                break;
        }
    }

    private void Print(char c)
    {
        switch (c)
        {
            case '\r':
                _at.Column = 0;
                break;
            case '\n':
                NextLine();
                break;
            case >= ' ':
                if (_at.Column == _columns)
                {
                    NextLine();
                    _at.Column = 0;
                }

                _cells[_at.Row][_at.Column++] = c;
                break;
        }
    }

    private void NextLine()
    {
        if (_at.Row < _cells.Length - 1)
        {
            _at.Row++;
            return;
        }

        _cells.AsSpan(1).CopyTo(_cells);
        _cells[^1] = Blank();
    }

    private void Clear()
    {
        for (var row = 0; row < _cells.Length; row++)
        {
            _cells[row] = Blank();
        }

        _at = default;
    }

    private char[] Blank()
    {
        var line = new char[_columns];
        line.AsSpan().Fill(' ');
        return line;
    }
}
