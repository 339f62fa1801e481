namespace HmsSync.Configuration.Values;

/// <summary>Finds the word that somebody most likely meant.</summary>
internal static class Nearest
{
    /// <summary>The nearest known word; null when none is near enough to be a slip of the hand.</summary>
    public static string? Of(string word, IEnumerable<string> known)
    {
        var bound = Math.Max(1, word.Length / 3);
        return known
            .Select(k => (Word: k, Distance: Distance(word.ToUpperInvariant(), k.ToUpperInvariant())))
            .Where(c => c.Distance <= bound)
            .OrderBy(c => c.Distance)
            .ThenBy(c => c.Word, StringComparer.Ordinal)
            .Select(c => c.Word)
            .FirstOrDefault();
    }

    /// <summary>As <see cref="Of"/>, as a remedy; when none is near, all that is known, if that is short.</summary>
    public static string? Remedy(string word, IReadOnlyList<string> known)
        => Of(word, known) is { } near ? $"did you mean '{near}'?"
            : known.Count is > 0 and <= 24 ? $"known: {string.Join(", ", known)}"
            : null;

    /// <summary>Edits from one word to the other, where two neighbours that changed places are one edit.</summary>
    private static int Distance(string a, string b)
    {
        if (a.Length > 200 || b.Length > 200)
        {
            return int.MaxValue;
        }

        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                rows[i, j] = i == 0 || j == 0 ? i + j : Cell(rows, a, b, i, j);
            }
        }

        return rows[a.Length, b.Length];
    }

    private static int Cell(int[,] rows, string a, string b, int i, int j)
    {
        var change = a[i - 1] == b[j - 1] ? 0 : 1;
        var best = Math.Min(Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1, rows[i - 1, j - 1] + change);
        var swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
        return swapped ? Math.Min(best, rows[i - 2, j - 2] + 1) : best;
    }
}
