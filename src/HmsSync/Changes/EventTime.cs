namespace HmsSync.Changes;

/// <summary>A point in time in whole microseconds since 1970-01-01 UTC; never goes back along the journal.</summary>
internal readonly record struct EventTime(long Micros) : IComparable<EventTime>
{
    /// <summary>Bytes of <see cref="WriteUtf8"/>.</summary>
    public const int Utf8Length = 27;

    public static EventTime From(DateTimeOffset time) => new((time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / 10);

    public static EventTime FromMillis(long millis) => new(millis * 1000);

    public DateTimeOffset ToDateTimeOffset() => DateTimeOffset.UnixEpoch.AddTicks(Micros * 10);

    public int CompareTo(EventTime other) => Micros.CompareTo(other.Micros);

    public static EventTime operator +(EventTime time, TimeSpan span) => new(time.Micros + (span.Ticks / 10));

    public static TimeSpan operator -(EventTime left, EventTime right)
        => TimeSpan.FromTicks((left.Micros - right.Micros) * 10);

    public static bool operator <(EventTime left, EventTime right) => left.Micros < right.Micros;

    public static bool operator >(EventTime left, EventTime right) => left.Micros > right.Micros;

    public static bool operator <=(EventTime left, EventTime right) => left.Micros <= right.Micros;

    public static bool operator >=(EventTime left, EventTime right) => left.Micros >= right.Micros;

    /// <summary>As <see cref="ToString"/>, in UTF-8, without making a text.</summary>
    public void WriteUtf8(Span<byte> output)
    {
        // The round-trip form has seven digits of a second, of which the last is always 0 here.
        Span<byte> text = stackalloc byte[Utf8Length + 1];
        new DateTime(DateTime.UnixEpoch.Ticks + (Micros * 10), DateTimeKind.Utc)
            .TryFormat(text, out _, "O", CultureInfo.InvariantCulture);
        text[Utf8Length - 1] = (byte)'Z';
        text[..Utf8Length].CopyTo(output);
    }

    /// <summary>RFC 3339 UTC with microseconds.</summary>
    public override string ToString()
        => ToDateTimeOffset().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
