using System.Buffers.Text;
using System.Text;
using HmsSync.Changes;

namespace HmsSync.Hubs.Sqlite;

/// <summary>
/// Reads the application's own stamp of a change: epoch milliseconds, or ISO 8601 (without a zone: UTC).
/// </summary>
internal static class RowStamp
{
    private const long YearTenThousand = 253_402_300_800_000;

    /// <summary>Null when the value is no time.</summary>
    public static EventTime? Read(HubStatement row, int column) => row.Type(column) switch
    {
        StoredType.Integer => FromMillis(row.Integer(column)),
        StoredType.Real => double.IsFinite(row.Real(column)) ? FromMillis((long)row.Real(column)) : null,
        StoredType.Text => FromText(row.Bytes(column)),
        _ => null,
    };

    private static EventTime? FromMillis(long millis)
        => millis is > 0 and < YearTenThousand ? EventTime.FromMillis(millis) : null;

    private static EventTime? FromText(ReadOnlySpan<byte> text)
    {
        // a full date first: the general parser would take `10:30` and `5/6` for times too
        if (text.Length < 10 || text[4] != '-' || text[7] != '-' || !Utf8Parser.TryParse(text[..4], out int _, out _))
        {
            return null;
        }

        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        return DateTimeOffset.TryParse(Encoding.UTF8.GetString(text), CultureInfo.InvariantCulture, Utc, out var time)
            ? EventTime.From(time)
            : null;
    }
}
