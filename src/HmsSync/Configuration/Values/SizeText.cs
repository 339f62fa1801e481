namespace HmsSync.Configuration.Values;

/// <summary>Sizes as users write them: <c>512KiB</c>, <c>1MiB</c>, <c>10GiB</c>, <c>2TiB</c>.</summary>
internal static class SizeText
{
    public const string Form = "a size such as 512KiB, 1MiB or 10GiB";

    private static readonly string[] Units = ["KiB", "MiB", "GiB", "TiB"];

    /// <summary>Bytes; null when the text is no such size, is nothing, or is past all reason.</summary>
    public static long? Parse(string text)
    {
        var unit = Array.FindIndex(Units, u => text.EndsWith(u, StringComparison.OrdinalIgnoreCase));
        return unit >= 0
            && int.TryParse(text.AsSpan(0, text.Length - 3), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && count is > 0 and < 1_000_000
            ? (long)count << (10 * (unit + 1))
            : null;
    }
}
