using System.Text;

namespace HmsSync.Changes;

/// <summary>
/// JSON numbers (RFC 8259, section 6) by value without a machine number: 1.10 = 1.1 = 11e-1, and no digit is lost.
/// </summary>
internal static class JsonNumber
{
    /// <summary>
    /// Exponents are taken up to this many; past it numbers of one sign compare by their digits alone.
    /// </summary>
    private const long MaxExponent = long.MaxValue / 100;

    /// <summary>
    /// Negative, zero or positive as <paramref name="left"/> is smaller, equal or greater. Both are JSON numbers.
    /// </summary>
    public static int Compare(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        var a = new Parts(left);
        var b = new Parts(right);
        if (a.Sign != b.Sign)
        {
            return a.Sign.CompareTo(b.Sign);
        }

        var size = a.Magnitude != b.Magnitude
            ? a.Magnitude.CompareTo(b.Magnitude)
            : CompareDigits(a.Digits, b.Digits);
        return a.Sign * size;
    }

    /// <summary>True for exactly the texts that JSON takes as a number.</summary>
    public static bool IsNumber(string text)
    {
        if (text.Length == 0 || !(text[0] == '-' || char.IsAsciiDigit(text[0])) || !Ascii.IsValid(text))
        {
            return false;
        }

        var rest = text.AsSpan(text[0] == '-' ? 1 : 0);
        var whole = CountDigits(rest);
        if (whole == 0 || (whole > 1 && rest[0] == '0'))
        {
            return false;
        }

        rest = rest[whole..];
        if (rest is ['.', ..])
        {
            var digits = CountDigits(rest[1..]);
            if (digits == 0)
            {
                return false;
            }

            rest = rest[(1 + digits)..];
        }

        if (rest is ['e' or 'E', ..])
        {
            rest = rest is [_, '+' or '-', ..] ? rest[2..] : rest[1..];
            return rest.Length > 0 && CountDigits(rest) == rest.Length;
        }

        return rest.IsEmpty;
    }

    private static int CountDigits(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAnyExceptInRange('0', '9');
        return end < 0 ? text.Length : end;
    }

    private static int CompareDigits(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        var (i, j) = (0, 0);
        while (true)
        {
            i += i < a.Length && a[i] == '.' ? 1 : 0;
            j += j < b.Length && b[j] == '.' ? 1 : 0;
            if (i == a.Length || j == b.Length)
            {
                return (a.Length - i).CompareTo(b.Length - j);
            }

            if (a[i] != b[j])
            {
                return a[i].CompareTo(b[j]);
            }

            (i, j) = (i + 1, j + 1);
        }
    }

    /// <summary>
    /// Value = sign · 0.digits · 10^magnitude; digits begin and end with other than 0 and may hold the point.
    /// </summary>
    private readonly ref struct Parts
    {
        public Parts(ReadOnlySpan<byte> text)
        {
            var negative = text[0] == '-';
            text = negative ? text[1..] : text;
            var e = text.IndexOfAny((byte)'e', (byte)'E');
            var mantissa = e < 0 ? text : text[..e];
            var first = mantissa.IndexOfAnyInRange((byte)'1', (byte)'9');
            if (first < 0)
            {
                return;
            }

            var point = mantissa.IndexOf((byte)'.');
            var whole = point < 0 ? mantissa.Length : point;
            Sign = negative ? -1 : 1;
            Digits = mantissa[first..].TrimEnd("0."u8);
            Magnitude = whole - first + (first > whole ? 1 : 0) + (e < 0 ? 0 : Exponent(text[(e + 1)..]));
        }

        public int Sign { get; }

        public long Magnitude { get; }

        public ReadOnlySpan<byte> Digits { get; }

        private static long Exponent(ReadOnlySpan<byte> text)
        {
            var negative = text[0] == '-';
            long value = 0;
            foreach (var digit in text[(text[0] is (byte)'-' or (byte)'+' ? 1 : 0)..])
            {
                value = Math.Min(MaxExponent, (value * 10) + (digit - '0'));
            }

            return negative ? -value : value;
        }
    }
}
