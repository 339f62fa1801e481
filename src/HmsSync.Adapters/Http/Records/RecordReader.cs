using System.Globalization;
using System.Text.Json;
using HmsSync.Sdk;

namespace HmsSync.Adapters.Http.Records;

/// <summary>Takes single records out of answers: what they hold, their version, their stamp, their delete mark.</summary>
internal sealed class RecordReader(RecordsSettings settings)
{
    private const NumberStyles EpochDigits = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <param name="json">A JSON object.</param>
    /// <param name="etag">Of an answer that is this record; takes precedence over the field.</param>
    public PartnerRecord Read(ReadOnlyMemory<byte> json, string? etag) => new()
    {
        Fields = json,
        Version = etag ?? Version(json.Span),
        ChangedAt = ChangedAt(json.Span),
        Deleted = IsDeleted(json),
    };

    /// <summary>Whether an object is a record: it has the field with the key.</summary>
    public bool IsRecord(ReadOnlySpan<byte> json) => BodyField.Text(json, settings.KeyField) is { Length: > 0 };

    private string? Version(ReadOnlySpan<byte> json)
        => settings.Version is not null && BodyField.Text(json, settings.Version) is { Length: > 0 } version
            && RecordCaller.CanBeSentBack(version)
            ? version
            : null;

    /// <summary>A stamp that cannot be read is none: then the time between two polls counts.</summary>
    private DateTimeOffset? ChangedAt(ReadOnlySpan<byte> json)
    {
        if (settings.ChangedAt is null || BodyField.Text(json, settings.ChangedAt) is not { } text)
        {
            return null;
        }

        if (decimal.TryParse(text, EpochDigits, CultureInfo.InvariantCulture, out var millis))
        {
            var ticks = millis * TimeSpan.TicksPerMillisecond;
            var latest = DateTimeOffset.MaxValue.Ticks - DateTimeOffset.UnixEpoch.Ticks;
            return ticks >= 0 && ticks <= latest ? DateTimeOffset.UnixEpoch.AddTicks((long)ticks) : null;
        }

        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        return text.Length >= 10 && text[4] == '-'
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc, out var time)
            ? time
            : null;
    }

    private bool IsDeleted(ReadOnlyMemory<byte> json)
    {
        if (settings.Deleted is null)
        {
            return false;
        }

        using var document = JsonDocument.Parse(json);
        return AnswerJson.Find(document.RootElement, settings.Deleted) is { } mark && mark.ValueKind switch
        {
            JsonValueKind.False or JsonValueKind.Null => false,
            JsonValueKind.String => !AnswerJson.Raw(mark).SequenceEqual("\"\""u8),
            JsonValueKind.Number => !mark.TryGetDouble(out var number) || number != 0,
            _ => true,
        };
    }
}
