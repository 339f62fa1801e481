namespace HmsSync.Configuration.Values;

/// <summary>Rates as users write them: <c>100/s</c>, <c>30/m</c>, <c>1000/h</c>.</summary>
internal static class RateText
{
    public const string Form = "a rate such as 100/s, 30/m or 1000/h";

    /// <summary>Calls a second; null when the text is no such rate.</summary>
    public static double? Parse(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0
            || !int.TryParse(text.AsSpan(0, slash), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            || count == 0)
        {
            return null;
        }

        return text[(slash + 1)..] switch
        {
            "s" => count,
            "m" => count / 60.0,
            "h" => count / 3600.0,
            _ => null,
        };
    }
}
