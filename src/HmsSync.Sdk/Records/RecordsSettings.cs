namespace HmsSync.Sdk;

/// <summary>How one hub table is kept at the partner: what the user wrote under <c>records:</c>, with all names parsed.</summary>
public sealed record RecordsSettings
{
    /// <summary>The hub table.</summary>
    public required string Table { get; init; }

    /// <summary>The collection at the partner, where it has several; null: nothing was said.</summary>
    public string? From { get; init; }

    /// <summary>Partner field that holds a record's key: names from the outside in.</summary>
    public required IReadOnlyList<string> KeyField { get; init; }

    /// <summary>False: the partner's key is the mapped hub key. True: the partner makes its own.</summary>
    public bool PartnerMakesKeys { get; init; }

    /// <summary>Reads, lists and changes give whole records: a field that is missing is null there.</summary>
    public bool Full { get; init; }

    /// <summary>Judges a record in partner words; one that is not ours is neither taken nor written nor missing.</summary>
    public RecordFilter IsOurs { get; init; } = static _ => true;

    /// <summary>Some records are not ours.</summary>
    public bool IsFiltered { get; init; }

    /// <summary>Partner field with the record's version: names from the outside in; null: none.</summary>
    public IReadOnlyList<string>? Version { get; init; }

    /// <summary>Partner field that says when the record changed: ISO 8601 or epoch milliseconds; null: none.</summary>
    public IReadOnlyList<string>? ChangedAt { get; init; }

    /// <summary>Where a page holds its records; null: the answer is the list itself.</summary>
    public IReadOnlyList<string>? Items { get; init; }

    /// <summary>Where a page holds its next cursor; null: it has none.</summary>
    public IReadOnlyList<string>? Next { get; init; }

    /// <summary>
    /// Where an item has its delete mark, which is any value but <c>false</c>, null, 0 and the empty text; null: nowhere.
    /// </summary>
    public IReadOnlyList<string>? Deleted { get; init; }

    /// <summary>The calls of an API that is spoken by method and path.</summary>
    public RecordCalls Calls { get; init; } = new();
}

/// <summary>Judges a record: a JSON object in UTF-8, partner words.</summary>
public delegate bool RecordFilter(ReadOnlySpan<byte> record);
