namespace HmsSync.Hubs.Postgres.Writing;

/// <summary>What is known of the deliveries of one call, which may take several transactions.</summary>
internal sealed class PgCall(IReadOnlyList<HubApply> deliveries)
{
    /// <summary>Invariant 11: so often is a transaction begun again that met others.</summary>
    private const int MostAgain = 5;

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LeastPatience = TimeSpan.FromMilliseconds(5);

    private readonly ApplyResult?[] _results = new ApplyResult?[deliveries.Count];
    private int _again;

    /// <summary>
    /// How long the next statement waits for another's lock: shorter with each that we met, so that a call ends whoever holds
    /// what; and far shorter than it takes the server to look for deadlocks, so that it is us who give way.
    /// </summary>
    public TimeSpan LockWait { get; private set; } = Patience;

    /// <summary>What is known of the tables has been read again in this call.</summary>
    public bool HasLookedAgain { get; set; }

    /// <summary>A connection that was lost has been opened again in this call.</summary>
    public bool HasReconnected { get; set; }

    /// <summary>Each delivery gets a transaction of its own: one of them breaks the commit.</summary>
    public bool OneByOne { get; set; }

    public bool IsDone => Array.TrueForAll(_results, r => r is not null);

    /// <summary>In order, without those that have a result.</summary>
    public IEnumerable<(int Index, HubApply Delivery)> Left
        => deliveries.Select((delivery, index) => (index, delivery)).Where(d => _results[d.index] is null);

    /// <summary>In the order of the deliveries.</summary>
    public IReadOnlyList<ApplyResult> Results => _results!;

    public void Set(int index, ApplyResult result) => _results[index] = result;

    public void MetLock() => LockWait = LockWait / 2 > LeastPatience ? LockWait / 2 : LeastPatience;

    /// <summary>False: it has been often enough.</summary>
    public bool MayGoAgain() => _again++ < MostAgain;

    /// <summary>Those without a result get this one.</summary>
    public IReadOnlyList<ApplyResult> EndWith(ApplyResult rest) => [.. _results.Select(r => r ?? rest)];
}
