using System.Numerics;
using System.Text;
using System.Text.Json;

namespace HmsSync.Changes;

/// <summary>
/// Orders a source's versions of a record: numbers by value, RFC 3339 times by time, other texts by their parts, digits in
/// them by value (<c>9-a</c> before <c>10-a</c>). Versions of different kinds have no order: then the newer message counts.
/// </summary>
internal static class VersionOrder
{
    /// <summary>Longest version in characters of JSON.</summary>
    public const int Longest = 256;

    /// <param name="version">A JSON number or string.</param>
    /// <param name="last">The one taken before, likewise.</param>
    public static bool IsNewer(string version, string last)
    {
        var (left, right) = (Text(version), Text(last));
        if (left is null || right is null)
        {
            return (left is null) != (right is null)
                || JsonNumber.Compare(Encoding.UTF8.GetBytes(version), Encoding.UTF8.GetBytes(last)) > 0;
        }

        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal;
        return IsTime(left) && IsTime(right)
            && DateTimeOffset.TryParse(left, CultureInfo.InvariantCulture, Utc, out var leftAt)
            && DateTimeOffset.TryParse(right, CultureInfo.InvariantCulture, Utc, out var rightAt)
            ? leftAt > rightAt
            : Parts(left, right) > 0;
    }

    /// <summary>Null: it is a number.</summary>
    private static string? Text(string json)
        => json.StartsWith('"') ? JsonSerializer.Deserialize<string>(json) : null;

    private static bool IsTime(string text) => text.Length >= 11 && text[4] == '-' && text[10] is 'T' or 't' or ' ';

    private static int Parts(string left, string right)
    {
        var (i, j) = (0, 0);
        while (i < left.Length && j < right.Length)
        {
            var order = char.IsAsciiDigit(left[i]) && char.IsAsciiDigit(right[j])
                ? Digits(left, ref i).CompareTo(Digits(right, ref j))
                : left[i++].CompareTo(right[j++]);
            if (order != 0)
            {
                return order;
            }
        }

        return (left.Length - i).CompareTo(right.Length - j);
    }

    private static BigInteger Digits(string text, ref int at)
    {
        var start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        return BigInteger.Parse(text.AsSpan(start, at - start), NumberStyles.None, CultureInfo.InvariantCulture);
    }
}
