namespace HmsSync.Partners;

/// <summary>Where a partner rings, and how patiently.</summary>
/// <param name="Url">Whole: <c>http://…/webhook/PARTNER/EVENT</c>.</param>
/// <param name="Secret">Goes into the field <c>auth</c> of every ring.</param>
public sealed record DoorbellSettings(Uri Url, string Secret)
{
    /// <summary>Before the second ring; doubles up to <see cref="LongestWait"/>.</summary>
    public TimeSpan FirstWait { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Between two rings at most.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(5);
}
