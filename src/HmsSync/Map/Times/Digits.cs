namespace HmsSync.Map.Times;

/// <summary>Reads and writes unsigned numbers in UTF-8.</summary>
internal static class Digits
{
    /// <summary>
    /// Takes <paramref name="min"/> to <paramref name="max"/> digits off the front; -1: there are too few.
    /// </summary>
    public static int Take(ref ReadOnlySpan<byte> text, int min, int max)
    {
        var (value, count) = (0, 0);
        while (count < max && count < text.Length && text[count] is >= (byte)'0' and <= (byte)'9')
        {
            value = (value * 10) + (text[count++] - '0');
        }

        if (count < min)
        {
            return -1;
        }

        text = text[count..];
        return value;
    }

    /// <summary>
    /// Takes a fraction of a second with <paramref name="min"/> to 9 digits, in nanoseconds; -1: too few.
    /// </summary>
    public static int TakeNanos(ref ReadOnlySpan<byte> text, int min, int max)
    {
        var before = text.Length;
        var value = Take(ref text, min, max);
        for (var digits = before - text.Length; value > 0 && digits < 9; digits++)
        {
            value *= 10;
        }

        return value;
    }

    public static int Put(Span<byte> text, int value, int width)
    {
        for (var i = width - 1; i >= 0; i--)
        {
            text[i] = (byte)('0' + (value % 10));
            value /= 10;
        }

        return width;
    }

    /// <summary>Writes the first <paramref name="width"/> digits of a fraction of a second.</summary>
    public static int PutNanos(Span<byte> text, int nanos, int width)
    {
        for (var i = width; i < 9; i++)
        {
            nanos /= 10;
        }

        return Put(text, nanos, width);
    }

    /// <summary>Digits of a fraction without the zeros at its end.</summary>
    public static int Significant(int nanos, int width)
    {
        for (var i = width; i < 9; i++)
        {
            nanos /= 10;
        }

        while (width > 0 && nanos % 10 == 0)
        {
            (nanos, width) = (nanos / 10, width - 1);
        }

        return width;
    }

    /// <summary>Takes an expected byte off the front.</summary>
    public static bool TakeByte(ref ReadOnlySpan<byte> text, byte expected)
    {
        if (text.IsEmpty || text[0] != expected)
        {
            return false;
        }

        text = text[1..];
        return true;
    }
}
