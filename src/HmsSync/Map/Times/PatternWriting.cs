using NodaTime;

namespace HmsSync.Map.Times;

/// <summary>Writes the pieces of a pattern.</summary>
internal static class PatternWriting
{
    public static ReadOnlySpan<byte> MonthName(int month)
        => "JanFebMarAprMayJunJulAugSepOctNovDec"u8.Slice((month - 1) * 3, 3);

    /// <summary>Returns how many bytes were written.</summary>
    public static int Put(Span<byte> text, ref readonly PatternToken token, ref readonly TimeValue value)
    {
        var local = value.Local;
        switch (token.Kind)
        {
            case PatternPart.Literal:
                token.Literal.CopyTo(text);
                return token.Literal.Length;
            case PatternPart.Month when token.Width == 3:
                MonthName(local.Month).CopyTo(text);
                return 3;
            case PatternPart.HalfDay:
                (local.Hour < 12 ? "AM"u8 : "PM"u8).CopyTo(text);
                return 2;
            case PatternPart.Utc:
                text[0] = (byte)'Z';
                return 1;
            case PatternPart.Offset:
                return PutOffset(text, token.Width, value.Offset ?? Offset.Zero);
            case PatternPart.Fraction:
                return Digits.PutNanos(text, local.NanosecondOfSecond, token.Width);
            case PatternPart.ShortFraction:
                return PutShort(text, in token, local.NanosecondOfSecond);
            default:
                var number = Number(in token, local);
                return Digits.Put(text, number, token.Width == 1 && number > 9 ? 2 : token.Width);
        }
    }

    private static int Number(ref readonly PatternToken token, LocalDateTime local) => token.Kind switch
    {
        PatternPart.Year => token.Width == 4 ? local.Year : local.Year % 100,
        PatternPart.Month => local.Month,
        PatternPart.Day => local.Day,
        PatternPart.Hour => local.Hour,
        PatternPart.HalfDayHour => local.ClockHourOfHalfDay,
        PatternPart.Minute => local.Minute,
        _ => local.Second,
    };

    /// <summary><c>K</c> writes Z for UTC, <c>zzz</c> +00:00.</summary>
    private static int PutOffset(Span<byte> text, int width, Offset offset)
    {
        if (width > 1 || offset != Offset.Zero)
        {
            return OffsetText.Put(text, offset);
        }

        text[0] = (byte)'Z';
        return 1;
    }

    private static int PutShort(Span<byte> text, ref readonly PatternToken token, int nanos)
    {
        var digits = Digits.Significant(nanos, token.Width);
        if (digits == 0)
        {
            return 0;
        }

        token.Literal.CopyTo(text);
        return token.Literal.Length + Digits.PutNanos(text[token.Literal.Length..], nanos, digits);
    }
}
