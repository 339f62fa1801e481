using NodaTime;

namespace HmsSync.Map.Times;

/// <summary>Offsets from UTC: <c>Z</c>, <c>+05:30</c>, <c>-0800</c>, <c>+01</c>.</summary>
internal static class OffsetText
{
    /// <summary>Takes one off the front; null: there is none.</summary>
    public static Offset? Take(ref ReadOnlySpan<byte> text)
    {
        if (Digits.TakeByte(ref text, (byte)'Z') || Digits.TakeByte(ref text, (byte)'z'))
        {
            return Offset.Zero;
        }

        if (text.IsEmpty || text[0] is not ((byte)'+' or (byte)'-'))
        {
            return null;
        }

        var sign = text[0] == '-' ? -1 : 1;
        text = text[1..];
        var hours = Digits.Take(ref text, 2, 2);
        var colon = Digits.TakeByte(ref text, (byte)':');
        var before = text.Length;
        var minutes = Digits.Take(ref text, colon ? 2 : 0, 2);
        var sound = hours is >= 0 and <= 18 && minutes is >= 0 and <= 59 && before - text.Length != 1;
        var seconds = ((hours * 60) + minutes) * 60;
        return sound && seconds <= Offset.MaxValue.Seconds ? Offset.FromSeconds(sign * seconds) : null;
    }

    /// <summary>Writes <c>+hh:mm</c>.</summary>
    public static int Put(Span<byte> text, Offset offset)
    {
        var minutes = Math.Abs(offset.Seconds) / 60;
        text[0] = (byte)(offset.Seconds < 0 ? '-' : '+');
        Digits.Put(text[1..], minutes / 60, 2);
        text[3] = (byte)':';
        Digits.Put(text[4..], minutes % 60, 2);
        return 6;
    }
}
