using System.Text;

namespace HmsSync.Map.Times;

/// <summary>
/// Takes a custom date and time pattern apart. The letters are those of .NET: <c>y M d H h m s f F t z K</c>; text
/// stands in quotes or after a backslash; <c>T</c> stands for itself and <c>Z</c> for UTC.
/// </summary>
internal static class PatternParser
{
    private static readonly byte[] Point = [(byte)'.'];

    /// <summary>
    /// Null: a letter that means nothing, one that is written too often, or a quote that does not end.
    /// </summary>
    public static IReadOnlyList<PatternToken>? Parse(string pattern)
    {
        List<PatternToken> tokens = [];
        for (var i = 0; i < pattern.Length;)
        {
            var c = pattern[i];
            var run = Run(pattern, i);
            if (c is '\'' or '"' or '\\')
            {
                var end = c == '\\' ? i + 2 : pattern.IndexOf(c, i + 1) + 1;
                if (end <= i + 1 || end > pattern.Length)
                {
                    return null;
                }

                tokens.Add(Literal(c == '\\' ? pattern[(i + 1)..end] : pattern[(i + 1)..(end - 1)]));
                i = end;
                continue;
            }

            if (Token(c, run, tokens) is not { } token)
            {
                return null;
            }

            tokens.Add(token);
            i += token.Kind == PatternPart.Literal ? 1 : run;
        }

        return tokens.Count > 0 ? tokens : null;
    }

    private static int Run(string pattern, int at)
    {
        var end = pattern.AsSpan(at).IndexOfAnyExcept(pattern[at]);
        return end < 0 ? pattern.Length - at : end;
    }

    private static PatternToken Literal(string text) => new(PatternPart.Literal, 1, Encoding.UTF8.GetBytes(text));

    private static PatternToken? Token(char c, int run, List<PatternToken> before) => (c, run) switch
    {
        ('y', 2 or 4) => new PatternToken(PatternPart.Year, run, []),
        ('M', <= 3) => new PatternToken(PatternPart.Month, run, []),
        ('d', <= 2) => new PatternToken(PatternPart.Day, run, []),
        ('H', <= 2) => new PatternToken(PatternPart.Hour, run, []),
        ('h', <= 2) => new PatternToken(PatternPart.HalfDayHour, run, []),
        ('m', <= 2) => new PatternToken(PatternPart.Minute, run, []),
        ('s', <= 2) => new PatternToken(PatternPart.Second, run, []),
        ('f', <= 9) => new PatternToken(PatternPart.Fraction, run, []),
        ('F', <= 9) => new PatternToken(PatternPart.ShortFraction, run, TakePoint(before)),
        ('t', 2) => new PatternToken(PatternPart.HalfDay, run, []),
        ('z', 3) => new PatternToken(PatternPart.Offset, run, []),
        ('K', 1) => new PatternToken(PatternPart.Offset, run, []),
        ('Z', 1) => new PatternToken(PatternPart.Utc, run, []),
        ('T', 1) => Literal("T"),
        _ => char.IsAsciiLetter(c) || c == '%' ? null : Literal(c.ToString()),
    };

    private static byte[] TakePoint(List<PatternToken> before)
    {
        if (before is not [.., { Kind: PatternPart.Literal, Literal: [(byte)'.'] }])
        {
            return [];
        }

        before.RemoveAt(before.Count - 1);
        return Point;
    }
}
