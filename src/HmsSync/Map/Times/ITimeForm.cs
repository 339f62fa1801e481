using NodaTime;

namespace HmsSync.Map.Times;

/// <summary>One way to write dates and times.</summary>
internal interface ITimeForm
{
    /// <summary>Reads a JSON value; null: it is not of this form.</summary>
    TimeValue? Read(ReadOnlySpan<byte> json);

    /// <summary>Writes a JSON value; 0: this form cannot say it (a date in a form with only a time).</summary>
    /// <param name="value">What to write.</param>
    /// <param name="zone">Where clocks without an offset stand.</param>
    /// <param name="json">Receives the value; at least <see cref="MaxBytes"/>.</param>
    int Write(in TimeValue value, DateTimeZone zone, Span<byte> json);

    int MaxBytes { get; }

    /// <summary>The smallest unit that it shows, in ticks of 100 ns.</summary>
    long Precision { get; }
}
