using HmsSync.Sdk;

namespace HmsSync.Feeds.Polls;

/// <summary>How one table is read at one partner.</summary>
internal interface IPollRound
{
    /// <summary>Everything is being listed.</summary>
    bool IsListing { get; }

    /// <summary>What status adds although nothing failed, in words; null: nothing.</summary>
    string? Note { get; }

    /// <summary>One look. Null: read to the end, or as far as one look goes.</summary>
    /// <exception cref="HubStoppedException">The hub cannot be asked for its keys.</exception>
    /// <exception cref="Stores.Sqlite.StoreUnavailableException">The store takes nothing: the look is repeated.</exception>
    Task<PushOutcome?> RunAsync(CancellationToken stop);

    /// <summary>
    /// Goes on to the end without taking anything: of what has changed until now a listing will tell. Null: it is there.
    /// </summary>
    Task<PushOutcome?> SkipAsync(CancellationToken stop);
}
