namespace HmsSync.Sdk;

/// <summary>What came of one call to a partner: done, or a classified failure.</summary>
public sealed record PushOutcome
{
    private PushOutcome()
    {
    }

    /// <summary>The failure, or null when the partner acknowledged.</summary>
    public FailureKind? Failure { get; private init; }

    /// <summary>A stable code in lower snake case (<c>http_503</c>, <c>target_private</c>); never text of the partner's.</summary>
    public string Code { get; private init; } = "";

    /// <summary>HTTP status, or 0 where there was none.</summary>
    public int Status { get; private init; }

    /// <summary>How long the partner asked us to wait, already relative to now; null when it did not say.</summary>
    public TimeSpan? RetryAfter { get; private init; }

    /// <summary>What to tell an operator; holds no secret and no record value.</summary>
    public string? Detail { get; private init; }

    /// <summary>The version that the record has after the write; null: the partner did not say.</summary>
    public string? Version { get; private init; }

    /// <summary>
    /// The record after the write, where the answer was one: a JSON object in UTF-8, partner words. It holds the key that the
    /// partner made and the values it normalised. Empty: the answer told none.
    /// </summary>
    public ReadOnlyMemory<byte> Record { get; private init; }

    /// <summary>
    /// With a failure: the beginning of what the partner answered, for the delivery log; at most 4 KiB of it are kept. Empty: it
    /// said nothing.
    /// </summary>
    public ReadOnlyMemory<byte> Answer { get; private init; }

    /// <summary>The same failure with what the partner answered; see <see cref="Answer"/>.</summary>
    public PushOutcome WithAnswer(ReadOnlyMemory<byte> answer) => this with { Answer = answer };

    /// <summary>The partner acknowledged.</summary>
    public static PushOutcome Done(int status = 0) => new() { Status = status, Code = "ok" };

    /// <summary>The partner acknowledged a write of a record.</summary>
    /// <param name="status">HTTP status, or 0 where there was none.</param>
    /// <param name="version">See <see cref="Version"/>.</param>
    /// <param name="record">See <see cref="Record"/>.</param>
    public static PushOutcome Written(int status, string? version, ReadOnlyMemory<byte> record)
        => new() { Status = status, Code = "ok", Version = version, Record = record };

    /// <summary>The call failed.</summary>
    public static PushOutcome Failed(
        FailureKind kind, string code, int status = 0, TimeSpan? retryAfter = null, string? detail = null)
        => new() { Failure = kind, Code = code, Status = status, RetryAfter = retryAfter, Detail = detail };
}
