using System.Text;

namespace HmsSync.Hubs.Postgres.Values;

/// <summary>JSON numbers as PostgreSQL's integer and numeric types read them without rounding.</summary>
internal static class DecimalText
{
    /// <summary>Invariant 11: most digits that an exponent may stand for; numeric has 131,072 before its point.</summary>
    private const int MostZeros = 1_000;

    /// <param name="json">A JSON number.</param>
    /// <param name="fractionDigits">What the column keeps behind the point, negative: it rounds before it; null: all.</param>
    /// <returns>The number, as it came where it has no exponent; null: the column would round it.</returns>
    public static string? Plain(ReadOnlySpan<byte> json, int? fractionDigits)
    {
        var text = Encoding.ASCII.GetString(json);
        var e = text.IndexOfAny(['e', 'E']);
        var exponent = 0;
        if (e >= 0 && (!int.TryParse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent)
            || Math.Abs(exponent) > MostZeros))
        {
            return null;
        }

        var mantissa = e < 0 ? text : text[..e];
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var sign = text[0] == '-' ? "-" : "";
        var whole = mantissa[sign.Length..(point < 0 ? mantissa.Length : point)];
        var digits = whole + (point < 0 ? "" : mantissa[(point + 1)..]);
        var significant = digits.Trim('0');
        if (significant.Length == 0)
        {
            return "0";
        }

        // value = 0.significant × 10^place
        var place = whole.Length + exponent - (digits.Length - digits.TrimStart('0').Length);
        var needed = significant.Length - place;
        return needed > (fractionDigits ?? int.MaxValue) ? null
            : e < 0 && fractionDigits != 0 ? text
            : needed <= 0 ? sign + significant + new string('0', -needed)
            : place > 0 ? $"{sign}{significant[..place]}.{significant[place..]}"
            : $"{sign}0.{new string('0', -place)}{significant}";
    }
}
