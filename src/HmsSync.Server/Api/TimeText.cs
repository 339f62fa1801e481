namespace HmsSync.Server.Api;

/// <summary>Times as callers write them: ISO 8601, epoch milliseconds, or a duration, which means that long ago.</summary>
internal static class TimeText
{
    private const int LongestDigits = 15;

    /// <summary>Null: none of these. A time without an offset is UTC.</summary>
    public static DateTimeOffset? Parse(string text, DateTimeOffset now)
    {
        if (text.Length <= LongestDigits && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var millis))
        {
            return millis <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() ? DateTimeOffset.FromUnixTimeMilliseconds(millis) : null;
        }

        if (Ago(text) is { } ago)
        {
            return ago < now - DateTimeOffset.UnixEpoch ? now - ago : DateTimeOffset.UnixEpoch;
        }

        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal;
        return text is [_, _, _, _, '-', ..] && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc, out var time)
            ? time
            : null;
    }

    private static TimeSpan? Ago(string text)
    {
        var unit = text.AsSpan().TrimStart("0123456789").ToString();
        if (unit.Length == text.Length || text.Length - unit.Length > 9)
        {
            return null;
        }

        var number = long.Parse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.None, CultureInfo.InvariantCulture);
        return unit switch
        {
            "ms" => TimeSpan.FromMilliseconds(number),
            "s" => TimeSpan.FromSeconds(number),
            "m" => TimeSpan.FromMinutes(number),
            "h" when number < 24_000_000 => TimeSpan.FromHours(number),
            "d" when number < 1_000_000 => TimeSpan.FromDays(number),
            _ => null,
        };
    }
}
