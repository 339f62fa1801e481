using System.Text.RegularExpressions;

namespace HmsSync.Hubs.Postgres.Values;

/// <summary>
/// Reads ISO 8601 into PostgreSQL's dates and times. Nothing else is taken: the server would read <c>now</c>, guess at
/// <c>1/2/2026</c>, round past a column's precision, drop the time from a date and an offset from a <c>timestamp</c>.
/// </summary>
internal static partial class IsoTime
{
    private const string Day = @"(?<year>[+-]?\d{4,7})(?<day>-\d\d-\d\d)";

    private const string Clock
        = @"(?<time>\d\d:\d\d(:\d\d(\.(?<fraction>\d{1,30}))?)?)(?<offset>[Zz]|[+-]\d\d(:?\d\d)?)?";

    /// <summary>Null: the column cannot hold it exactly as it came.</summary>
    public static string? ToPg(in PgValueType type, string text)
    {
        if (text is "infinity" or "-infinity")
        {
            return type.Kind == PgValueKind.TimeOfDay ? null : text;
        }

        var match = Form().Match(text);
        var (hasDate, hasTime) = (match.Groups["year"].Success, match.Groups["time"].Success);
        var (fraction, offset) = (match.Groups["fraction"].Value.TrimEnd('0'), match.Groups["offset"].Value);
        if (!match.Success || fraction.Length > (type.FractionDigits ?? 6))
        {
            return null;
        }

        switch (type.Kind)
        {
            case PgValueKind.Date:
                return hasDate && !hasTime ? Date(match) : null;
            case PgValueKind.TimeOfDay:
                return hasTime && !hasDate ? text : null;
            case PgValueKind.Timestamp when offset is not ("" or "Z" or "z"):
                return hasDate ? InUtc(text) : null;
            default:
                return !hasDate ? null
                    : hasTime ? $"{Date(match, "")} {match.Groups["time"].Value}{Kept(type, offset)}{Era(match)}"
                    : Date(match);
        }
    }

    private static string Kept(in PgValueType type, string offset) => type.Kind == PgValueKind.TimestampTz ? offset : "";

    private static string Date(Match match) => Date(match, Era(match));

    private static string Date(Match match, string era)
    {
        var year = Year(match);
        return $"{(year > 0 ? year : 1 - year).ToString("D4", CultureInfo.InvariantCulture)}{match.Groups["day"].Value}{era}";
    }

    /// <summary>The year 0000 is 1 BC; what the feed shows has PostgreSQL's own mark.</summary>
    private static string Era(Match match) => Year(match) > 0 ? match.Groups["bc"].Value : " BC";

    private static int Year(Match match)
        => int.Parse(match.Groups["year"].ValueSpan, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    /// <summary>A <c>timestamp</c> has no offset: what came with one is taken in UTC.</summary>
    private static string? InUtc(string text)
        => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture)
            : null;

    [GeneratedRegex(
        $"^{Day}([Tt ]{Clock})?(?<bc> BC)?$|^{Clock}$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Form();
}
