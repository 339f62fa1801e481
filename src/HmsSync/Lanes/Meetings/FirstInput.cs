using System.Text.Json;
using HmsSync.Changes;
using HmsSync.Resolve;

namespace HmsSync.Lanes.Meetings;

/// <summary>What holds where a record meets its other side for the first time.</summary>
/// <param name="Since">When the engine first saw the two: what the hub feed never showed is older.</param>
/// <param name="ChangedAt">The hub's column with the application's stamp; null: it has none.</param>
/// <param name="TakesNew">What only the partner has is taken; otherwise left.</param>
internal sealed record FirstInput(EventTime Since, string? ChangedAt, bool TakesNew)
{
    private const long YearTenThousand = 253_402_300_800_000;

    private static readonly EventTime LongAgo = new(1);

    /// <summary>When a value was made that stood in the hub before anything was captured there.</summary>
    /// <param name="ours">The hub's record.</param>
    public Stamp StampOf(ReadOnlySpan<byte> ours)
        => ChangedAt is not null && JsonFields.Find(ours, ChangedAt) is { IsEmpty: false } value && Read(value) is { } at
            ? Stamp.At(at)
            : Stamp.Between(LongAgo, Since);

    /// <summary>Epoch milliseconds, or ISO 8601 (without a zone: UTC); null: it is no time.</summary>
    private static EventTime? Read(ReadOnlySpan<byte> value)
    {
        if (value[0] != (byte)'"')
        {
            return long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var millis)
                && millis is > 0 and < YearTenThousand
                ? EventTime.FromMillis(millis)
                : null;
        }

        var reader = new Utf8JsonReader(value);
        reader.Read();
        var text = reader.GetString()!;

        // A full date first: the general parser would take `10:30` and `5/6` for times too.
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        return text.Length >= 10 && text[4] == '-' && text[7] == '-'
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc, out var time)
            ? EventTime.From(time)
            : null;
    }
}
