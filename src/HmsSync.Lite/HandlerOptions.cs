namespace HmsSync.Lite;

/// <summary>How a handler is called.</summary>
public sealed record HandlerOptions
{
    /// <summary>Events of different records or keys that are handled at once, 1 to 1,024.</summary>
    public int Concurrency { get; init; } = 8;

    /// <summary>After this <see cref="SyncEvent.Cancellation"/> fires, and the try counts as failed.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Until the second try; then it grows, with full jitter.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest time between two tries.</summary>
    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Since the first try; then the event parks.</summary>
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromDays(3);
}
