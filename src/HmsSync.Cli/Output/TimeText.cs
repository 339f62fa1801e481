using HmsSync.Cli.Shell;
using HmsSync.Configuration.Values;
using NodaTime;
using NodaTime.Text;

namespace HmsSync.Cli.Output;

/// <summary>Times as users write them: ISO 8601, epoch milliseconds, or a duration: that long ago.</summary>
internal static class TimeText
{
    private const string Form = "ISO 8601 (2026-11-22T09:30, with or without an offset), epoch milliseconds, or a duration ago (1h)";

    private static readonly LocalDateTimePattern[] Local =
    [
        LocalDateTimePattern.ExtendedIso,
        LocalDateTimePattern.CreateWithInvariantCulture("uuuu'-'MM'-'dd'T'HH':'mm"),
        LocalDateTimePattern.CreateWithInvariantCulture("uuuu'-'MM'-'dd' 'HH':'mm':'ss"),
        LocalDateTimePattern.CreateWithInvariantCulture("uuuu'-'MM'-'dd"),
    ];

    /// <param name="option">Named in the fault.</param>
    /// <param name="text">What was typed; null stays null.</param>
    /// <param name="zone">Of a time without an offset.</param>
    /// <param name="now">What a duration is counted from.</param>
    /// <exception cref="CommandFailedException">It is none of the forms.</exception>
    public static DateTimeOffset? Parse(string option, string? text, DateTimeZone zone, DateTimeOffset now)
        => text is null ? null
            : DurationText.Parse(text) is { } ago ? now - ago
            : Epoch(text) ?? WithOffset(text) ?? InZone(text, zone)
            ?? throw CommandFailedException.Usage($"{option}: not a time. Write {Form}.");

    private static DateTimeOffset? Epoch(string text)
        => text.All(char.IsAsciiDigit)
            && long.TryParse(text, CultureInfo.InvariantCulture, out var millis)
            && millis <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(millis)
            : null;

    private static DateTimeOffset? WithOffset(string text)
        => OffsetDateTimePattern.ExtendedIso.Parse(text) is { Success: true } parsed ? parsed.Value.ToDateTimeOffset() : null;

    private static DateTimeOffset? InZone(string text, DateTimeZone zone)
    {
        foreach (var pattern in Local)
        {
            if (pattern.Parse(text) is { Success: true } parsed)
            {
                return parsed.Value.InZoneLeniently(zone).ToDateTimeOffset();
            }
        }

        return null;
    }
}
