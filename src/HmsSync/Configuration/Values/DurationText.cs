namespace HmsSync.Configuration.Values;

/// <summary>
/// Durations as users write them: <c>500ms 3s 5m 1h 7d</c>; a whole number and one unit, longer than nothing.
/// </summary>
internal static class DurationText
{
    public const string Form = "a duration such as 500ms, 3s, 5m, 1h or 7d";

    /// <summary>Null when the text is no such duration or longer than 100 years.</summary>
    public static TimeSpan? Parse(string text)
    {
        var digits = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        if (digits <= 0 || !int.TryParse(text.AsSpan(0, digits), CultureInfo.InvariantCulture, out var count)
            || count == 0)
        {
            return null;
        }

        double? millis = text[digits..] switch
        {
            "ms" => 1,
            "s" => 1000,
            "m" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            _ => null,
        };
        var span = millis * count;
        return span <= TimeSpan.FromDays(36_500).TotalMilliseconds ? TimeSpan.FromMilliseconds(span.Value) : null;
    }
}
