using HmsSync.Changes;

namespace HmsSync.Hubs;

/// <summary>Other records of the table that is written to, as the hub's transaction sees them.</summary>
internal interface IHubRows
{
    /// <summary>
    /// The records that want the same as another, by key, locked against others who ask for the same: who asks next waits for
    /// the end of this transaction.
    /// </summary>
    /// <param name="wanted">What is wanted.</param>
    /// <param name="most">At most this many are returned.</param>
    IReadOnlyList<HubRow> Wanting(ClaimSearch wanted, int most);
}

/// <summary>One record as it stands.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Fields">A JSON object with all columns.</param>
internal sealed record HubRow(RecordKey Key, ReadOnlyMemory<byte> Fields);

/// <summary>Which records want the same: equal in some columns, and overlapping in a span of two others.</summary>
/// <param name="Claim">Its name; searches of the same claim with the same <paramref name="Same"/> wait for each other.</param>
/// <param name="Except">Not this record.</param>
/// <param name="Same">Columns that must be equal; none is null.</param>
/// <param name="Span">Columns of a half-open span that must overlap; null: none must.</param>
/// <param name="Unless">A record with all of these values wants nothing; none: every record wants something.</param>
internal sealed record ClaimSearch(
    string Claim,
    RecordKey Except,
    IReadOnlyList<ColumnValue> Same,
    SpanSearch? Span,
    IReadOnlyList<ColumnValue> Unless);

/// <param name="Column">Hub column.</param>
/// <param name="Json">Its value, JSON.</param>
internal sealed record ColumnValue(string Column, ReadOnlyMemory<byte> Json);

/// <summary>
/// Rows whose <paramref name="StartColumn"/> is before the end and whose <paramref name="EndColumn"/> is after the start.
/// </summary>
/// <param name="StartColumn">Hub column.</param>
/// <param name="EndColumn">Hub column.</param>
/// <param name="Start">JSON.</param>
/// <param name="End">JSON; the end is not in the span.</param>
internal sealed record SpanSearch(string StartColumn, string EndColumn, ReadOnlyMemory<byte> Start, ReadOnlyMemory<byte> End);
