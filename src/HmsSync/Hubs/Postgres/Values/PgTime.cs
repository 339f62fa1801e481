namespace HmsSync.Hubs.Postgres.Values;

/// <summary>
/// Dates and times between PostgreSQL's ISO style (<c>2026-11-22 06:19:02.5+00</c>, <c>0044-03-15 BC</c>) and ISO 8601
/// (<c>2026-11-22T06:19:02.5Z</c>, <c>-0043-03-15</c>). Infinities stay the words they are.
/// </summary>
internal static class PgTime
{
    /// <summary>Longest that <see cref="ToIso"/> writes: a year of six digits with its sign, µs, an offset with seconds.</summary>
    public const int MaxIso = 64;

    /// <summary>Length of what was written.</summary>
    /// <exception cref="FormatException">The text is longer than any time.</exception>
    public static int ToIso(ReadOnlySpan<byte> text, Span<byte> iso)
    {
        if (text.Length > MaxIso - 8)
        {
            throw new FormatException("A time came in another form than ISO.");
        }

        var length = 0;
        var isBefore = text.EndsWith(" BC"u8);
        text = isBefore ? text[..^3] : text;
        var yearEnd = text.IndexOf((byte)'-');
        if (yearEnd >= 4 && text[0] is >= (byte)'0' and <= (byte)'9' && !text[..yearEnd].Contains((byte)':'))
        {
            length = Year(text[..yearEnd], isBefore, iso);
            text = text[yearEnd..];
        }

        var clock = text.IndexOf((byte)' ');
        if (clock >= 0)
        {
            text[..clock].CopyTo(iso[length..]);
            length += clock;
            iso[length++] = (byte)'T';
            text = text[(clock + 1)..];
        }

        return length + Clock(text, clock >= 0, iso[length..]);
    }

    private static int Year(ReadOnlySpan<byte> digits, bool isBefore, Span<byte> iso)
    {
        if (!isBefore && digits.Length == 4)
        {
            digits.CopyTo(iso);
            return 4;
        }

        var year = int.Parse(digits, CultureInfo.InvariantCulture);
        iso[0] = isBefore && year > 1 ? (byte)'-' : (byte)'+';
        var first = isBefore && year == 1 ? 0 : 1; // 1 BC is the year 0000
        Math.Abs(isBefore ? 1 - year : year).TryFormat(iso[first..], out var length, "D4", CultureInfo.InvariantCulture);
        return first + length;
    }

    /// <summary>What follows the date, or a time of day alone; ISO 8601 wants minutes in an offset.</summary>
    private static int Clock(ReadOnlySpan<byte> text, bool hasDate, Span<byte> iso)
    {
        text.CopyTo(iso);
        var offset = text.IndexOfAny((byte)'+', (byte)'-');
        if (offset < 0 || !text[..offset].Contains((byte)':'))
        {
            return text.Length;
        }

        if (hasDate && text[offset..].SequenceEqual("+00"u8))
        {
            iso[offset] = (byte)'Z';
            return offset + 1;
        }

        if (text.Length - offset == 3)
        {
            ":00"u8.CopyTo(iso[text.Length..]);
            return text.Length + 3;
        }

        return text.Length;
    }
}
