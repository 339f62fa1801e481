namespace HmsSync.Partners;

/// <summary>What one gateway runs with; see <see cref="LotusNotes"/>.</summary>
internal sealed record LotusSettings(string Url, string Token, Uri DoorbellUrl, string DoorbellSecret, string DataFile)
{
    /// <summary>Before the second ring; doubles up to <see cref="LongestWait"/>.</summary>
    public TimeSpan FirstWait { get; init; } = TimeSpan.FromMilliseconds(200);

    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(5);
}
