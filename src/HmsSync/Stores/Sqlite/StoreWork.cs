namespace HmsSync.Stores.Sqlite;

/// <summary>
/// One piece of work for the store's writer. Many share a commit; each learns of the outcome only after it.
/// </summary>
internal abstract class StoreWork
{
    private readonly TaskCompletionSource _committed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes after the commit that holds the work; faults when it did not happen, and then nothing of it did.</summary>
    public Task Committed => _committed.Task;

    /// <summary>About how many rows it writes; a group commit takes 2,000.</summary>
    public abstract int Rows { get; }

    /// <summary>Writes the rows; may be called again after a commit that failed.</summary>
    public abstract void Apply(StoreTransaction transaction);

    /// <summary>Runs in the writer right after the commit, before <see cref="Committed"/> completes. Short; never throws.</summary>
    public virtual void AfterCommit()
    {
    }

    internal void Succeed()
    {
        AfterCommit();
        _committed.TrySetResult();
    }

    internal void Fail(Exception fault) => _committed.TrySetException(fault);
}
