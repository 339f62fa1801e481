using System.Buffers.Text;
using NodaTime;

namespace HmsSync.Map.Times;

/// <summary>Seconds or milliseconds since 1970-01-01 UTC, as a whole JSON number.</summary>
internal sealed class EpochForm(int perSecond) : ITimeForm
{
    private const long MinSecond = -62_000_000_000;
    private const long MaxSecond = 253_000_000_000;

    public int MaxBytes => 24;

    public long Precision => NodaConstants.TicksPerSecond / perSecond;

    public TimeValue? Read(ReadOnlySpan<byte> json)
    {
        if (!Utf8Parser.TryParse(json, out long count, out var used) || used != json.Length
            || count / perSecond is < MinSecond or > MaxSecond)
        {
            return null;
        }

        var ticks = count * (NodaConstants.TicksPerSecond / perSecond);
        return TimeValue.OfInstant(Instant.FromUnixTimeTicks(ticks), DateTimeZone.Utc);
    }

    public int Write(in TimeValue value, DateTimeZone zone, Span<byte> json)
    {
        if (value.ToInstant(zone) is not { } instant)
        {
            return 0;
        }

        var count = perSecond == 1 ? instant.ToUnixTimeSeconds() : instant.ToUnixTimeMilliseconds();
        return Utf8Formatter.TryFormat(count, json, out var written) ? written : 0;
    }
}
