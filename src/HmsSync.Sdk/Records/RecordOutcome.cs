namespace HmsSync.Sdk;

/// <summary>What came of reading or finding one record: it is there, it is not, it is not ours, or a classified failure.</summary>
public sealed record RecordOutcome
{
    private RecordOutcome()
    {
    }

    /// <summary>Where the record stands; meaningless with a <see cref="Failure"/>.</summary>
    public RecordPresence Presence { get; private init; }

    /// <summary>The record as it stands there; null unless it was found.</summary>
    public PartnerRecord? Record { get; private init; }

    /// <summary>Why nothing is known; null: something is.</summary>
    public PushOutcome? Failure { get; private init; }

    /// <summary>It is there and ours.</summary>
    public static RecordOutcome Found(PartnerRecord record) => new() { Presence = RecordPresence.Found, Record = record };

    /// <summary>The partner says that there is no such record.</summary>
    public static RecordOutcome NotThere() => new() { Presence = RecordPresence.NotThere };

    /// <summary>It is there, and <see cref="RecordsSettings.IsOurs"/> says that it is not ours.</summary>
    public static RecordOutcome NotOurs() => new() { Presence = RecordPresence.NotOurs };

    /// <summary>The call failed; see <see cref="PushOutcome.Failed"/>.</summary>
    public static RecordOutcome Failed(PushOutcome failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return failure.Failure is null
            ? throw new ArgumentException("The outcome is no failure.", nameof(failure))
            : new RecordOutcome { Failure = failure };
    }
}

/// <summary>Where a record stands.</summary>
public enum RecordPresence
{
    /// <summary>It is there.</summary>
    Found = 1,

    /// <summary>The partner has no such record.</summary>
    NotThere,

    /// <summary>It is there, but none of those that are shared: neither to be taken nor written nor read as a delete.</summary>
    NotOurs,
}
