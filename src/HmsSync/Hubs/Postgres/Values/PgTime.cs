using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using HmsSync.Changes;

namespace HmsSync.Hubs.Postgres.Values;

/// <summary>
/// Times of DateStyle ISO and zone UTC as ISO 8601. <c>infinity</c> stays as it is, and so does the mark BC after the time: PostgreSQL
/// reads both back.
/// </summary>
internal static class PgTime
{
    private const int MicrosDigits = 6;
    private const int LongestTime = 64;
    private const long YearTenThousand = 253_402_300_800_000;

    /// <summary><c>2024-02-29 10:00:00.5</c> → <c>2024-02-29T10:00:00.5</c>.</summary>
    public static void WriteLocal(Utf8JsonWriter writer, ReadOnlySpan<byte> text)
    {
        Span<byte> time = stackalloc byte[LongestTime];
        writer.WriteStringValue(TryLocal(text, time) ? time[..text.Length] : text);
    }

    /// <summary><c>2024-02-29 10:00:00.5+00</c> → <c>2024-02-29T10:00:00.500000Z</c> (RFC 3339, always microseconds).</summary>
    public static void WriteUtc(Utf8JsonWriter writer, ReadOnlySpan<byte> text)
    {
        var offset = text.LastIndexOf("+00"u8);
        Span<byte> time = stackalloc byte[LongestTime];
        if (offset < 0 || !TryLocal(text[..offset], time))
        {
            writer.WriteStringValue(text);
            return;
        }

        var point = text.IndexOf((byte)'.');
        var (end, digits) = (offset, point < 0 ? 0 : offset - point - 1);
        if (point < 0)
        {
            time[end++] = (byte)'.';
        }

        time.Slice(end, MicrosDigits - digits).Fill((byte)'0');
        end += MicrosDigits - digits;
        time[end++] = (byte)'Z';
        var era = text[(offset + 3)..];
        era.CopyTo(time[end..]);
        writer.WriteStringValue(time[..(end + era.Length)]);
    }

    /// <summary>The application's own stamp: a time (without a zone: UTC), a date, or epoch milliseconds; null: none of them.</summary>
    public static EventTime? Stamp(ReadOnlySpan<byte> text)
    {
        if (Utf8Parser.TryParse(text, out long millis, out var used) && used == text.Length)
        {
            return millis is > 0 and < YearTenThousand ? EventTime.FromMillis(millis) : null;
        }

        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        return text.Length >= 10 && text[4] == '-'
            && DateTimeOffset.TryParse(Encoding.UTF8.GetString(text), CultureInfo.InvariantCulture, Utc, out var time)
            ? EventTime.From(time)
            : null;
    }

    private static bool TryLocal(ReadOnlySpan<byte> text, Span<byte> time)
    {
        var blank = text.IndexOf((byte)' ');
        if (blank < 0 || text.Length > LongestTime / 2)
        {
            return false;
        }

        text.CopyTo(time);
        time[blank] = (byte)'T';
        return true;
    }
}
