namespace HmsSync.Sdk;

/// <summary>Which record is asked for.</summary>
public sealed record RecordQuery
{
    /// <summary>Hub table.</summary>
    public required string Table { get; init; }

    /// <summary>The hub record's key as one line of ASCII JSON: <c>{"id":42}</c>; empty where only the partner's is known.</summary>
    public required string Key { get; init; }

    /// <summary>The record's key at the partner as a JSON value; null: not known.</summary>
    public string? PartnerKey { get; init; }

    /// <summary>
    /// The mapped key fields, a JSON object in UTF-8, partner words; may be empty. Valid until the returned task completes.
    /// </summary>
    public ReadOnlyMemory<byte> KeyFields { get; init; }
}

/// <summary>Which page is asked for.</summary>
/// <param name="Table">Hub table.</param>
/// <param name="Cursor">As the last page gave it; empty: from the start.</param>
/// <param name="Limit">Items wanted at most; a partner may give fewer.</param>
public sealed record PageQuery(string Table, string Cursor, int Limit);
