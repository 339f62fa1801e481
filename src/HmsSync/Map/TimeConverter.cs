using System.Buffers;
using HmsSync.Map.Times;
using NodaTime;

namespace HmsSync.Map;

/// <summary>
/// Turns dates and times of one form into another. What the target cannot show (the time, in a date) is left out.
/// </summary>
/// <param name="from">How the source writes them.</param>
/// <param name="to">How the target writes them.</param>
/// <param name="zone">Where clocks without an offset stand.</param>
internal sealed class TimeConverter(ITimeForm from, ITimeForm to, DateTimeZone zone) : ValueConverter
{
    public override string Convert(ReadOnlySpan<byte> value, IBufferWriter<byte> output)
    {
        if (from.Read(value) is not { } time)
        {
            return "bad_format";
        }

        var written = to.Write(in time, zone, output.GetSpan(to.MaxBytes));
        output.Advance(written);
        return written > 0 ? "" : "bad_format";
    }
}
