using HmsSync.Sdk;

namespace HmsSync.Hosting.Listings;

/// <param name="Records">Deletes are left out.</param>
/// <param name="Next">Where it goes on; null: this was the last page.</param>
/// <param name="Failure">Why there is no page; null: there is.</param>
internal readonly record struct ListedPage(IReadOnlyList<ListedRecord> Records, string? Next, PushOutcome? Failure)
{
    /// <summary>
    /// The partner said that this was the last page. A page that is empty, or whose cursor stands still, ends a listing too; but
    /// what it did not show may be there.
    /// </summary>
    public bool IsEnd { get; init; }

    /// <summary>Items that are not ours: which they are is not known.</summary>
    public int LeftOut { get; init; }
}
