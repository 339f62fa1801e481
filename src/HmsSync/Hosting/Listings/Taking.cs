namespace HmsSync.Hosting.Listings;

/// <summary>What of a listing is taken.</summary>
internal enum Taking
{
    /// <summary>Nothing: it is read for what it does not show.</summary>
    Nothing,

    /// <summary>Every item, as a change.</summary>
    All,

    /// <summary>Items that say something else than the mirror, once each.</summary>
    News,

    /// <summary>Nothing, and what it says now is no news later.</summary>
    Skipped,
}
