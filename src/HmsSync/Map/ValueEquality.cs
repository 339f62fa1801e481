using System.Buffers;
using System.Text.Json;
using HmsSync.Map.Times;
using NodaTime;

namespace HmsSync.Map;

/// <summary>One way in which two values that are written differently are the same. Neither is null.</summary>
internal abstract class ValueEquality
{
    public abstract bool Same(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right);

    /// <summary>The same text for two values that are the same; null: it says nothing of this one.</summary>
    public abstract string? Canonical(ReadOnlySpan<byte> value);
}

/// <summary>Times that fall into one day, hour, minute, second or millisecond in the zone.</summary>
internal sealed class TimeEquality(ITimeForm form, DateTimeZone zone, long ticks) : ValueEquality
{
    public override bool Same(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
        => form.Read(left) is { } a
            && form.Read(right) is { } b
            && a.HasDate == b.HasDate
            && Start(a) == Start(b);

    public override string? Canonical(ReadOnlySpan<byte> value)
    {
        if (form.Read(value) is not { } time)
        {
            return null;
        }

        var (date, unit) = Start(time);
        var day = time.HasDate ? date.ToString("R", CultureInfo.InvariantCulture) : "";
        return string.Create(CultureInfo.InvariantCulture, $"{day}T{unit}");
    }

    private (LocalDate Date, long Unit) Start(in TimeValue value)
    {
        var there = value.In(zone);
        return (there.Local.Date, there.Local.TickOfDay / ticks);
    }
}

/// <summary>
/// Texts without what does not matter: spaces around them, upper and lower case, everything but digits.
/// </summary>
internal sealed class TextEquality(bool trim, bool ignoreCase, bool digits) : ValueEquality
{
    public override bool Same(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
        => Plain(left) is { } a
            && Plain(right) is { } b
            && string.Equals(a, b, ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);

    public override string? Canonical(ReadOnlySpan<byte> value)
        => Plain(value) is { } text ? ignoreCase ? text.ToUpperInvariant() : text : null;

    /// <summary>Null: nothing is left that could be compared.</summary>
    private string? Plain(ReadOnlySpan<byte> value)
    {
        var reader = new Utf8JsonReader(value);
        reader.Read();
        var text = reader.TokenType switch
        {
            JsonTokenType.String => reader.GetString()!,
            JsonTokenType.Number when digits => System.Text.Encoding.UTF8.GetString(value),
            _ => null,
        };
        text = trim ? text?.Trim() : text;
        if (!digits || text is null)
        {
            return text;
        }

        var only = string.Concat(text.Where(char.IsAsciiDigit));
        return only.Length > 0 ? only : null;
    }
}

/// <summary>
/// Values that become the same at the partner: a date and any time of that day, where the format is a date.
/// </summary>
internal sealed class OutwardEquality(ValueConverter converter) : ValueEquality
{
    public override bool Same(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        var a = new ArrayBufferWriter<byte>();
        var b = new ArrayBufferWriter<byte>();
        return converter.Convert(left, a).Length == 0
            && converter.Convert(right, b).Length == 0
            && a.WrittenSpan.SequenceEqual(b.WrittenSpan);
    }

    public override string? Canonical(ReadOnlySpan<byte> value)
    {
        var there = new ArrayBufferWriter<byte>();
        return converter.Convert(value, there).Length == 0 ? System.Text.Encoding.UTF8.GetString(there.WrittenSpan) : null;
    }
}
