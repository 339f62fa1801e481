namespace HmsSync.Configuration;

/// <summary>What is too much to be meant, for each partner and table, over a sliding window.</summary>
/// <param name="MaxDeletesPercent">Of the linked records, 1 to 100 …</param>
/// <param name="MaxDeletesCount">… but never less than this many.</param>
/// <param name="Window">How far back is counted.</param>
/// <param name="ConfirmMissing">How often a record must be missing from a listing before it counts as deleted.</param>
internal sealed record GuardPlan(int MaxDeletesPercent, int MaxDeletesCount, TimeSpan Window, int ConfirmMissing)
{
    public static readonly GuardPlan Default = new(20, 50, TimeSpan.FromHours(1), 3);
}
