namespace HmsSync.Sdk;

/// <summary>
/// Speaks one external API for one partner. One instance a partner; calls come side by side, never two for one record.
/// </summary>
public abstract class PartnerAdapter
{
    /// <summary>
    /// Makes the call that tells the partner of one delivery. Faults are values: throw only on a bug. When
    /// <paramref name="deadline"/> fires answer <see cref="FailureKind.Unknown"/>, or
    /// <see cref="FailureKind.Unreachable"/> where nothing can have gone out; an
    /// <see cref="OperationCanceledException"/> counts as <see cref="FailureKind.Unknown"/>.
    /// </summary>
    public abstract Task<PushOutcome> PushAsync(PushRequest request, CancellationToken deadline);

    /// <summary>
    /// Makes one call that changes nothing at the partner and shows whether pushes could reach it (<c>partners test</c>).
    /// Faults are values, as in <see cref="PushAsync"/>; without an own one the answer is that there is none.
    /// </summary>
    public virtual Task<PushOutcome> TestAsync(CancellationToken deadline)
        => Task.FromResult(PushOutcome.Failed(
            FailureKind.Unbuildable, "no_test", detail: "This adapter has no call that would change nothing."));

    /// <summary>What can be done with a table's records; asked once per engine start. Nothing unless overridden.</summary>
    public virtual RecordCapabilities Capabilities(string table) => RecordCapabilities.None;

    /// <summary>Reads one record as it stands now. Faults are values, as in <see cref="PushAsync"/>.</summary>
    public virtual Task<RecordOutcome> ReadAsync(RecordQuery query, CancellationToken deadline)
        => Task.FromResult(RecordOutcome.Failed(CannotDo("no_read", "read one record")));

    /// <summary>
    /// Looks for the record that was made for a hub record, by the hub's key: asked before a create of unknown outcome is
    /// repeated. Faults are values; several hits are one.
    /// </summary>
    public virtual Task<RecordOutcome> FindAsync(RecordQuery query, CancellationToken deadline)
        => Task.FromResult(RecordOutcome.Failed(CannotDo("no_find", "find a record by the hub's key")));

    /// <summary>One page of all records; the first cursor is empty. Faults are values.</summary>
    public virtual Task<PageOutcome> ListAsync(PageQuery query, CancellationToken deadline)
        => Task.FromResult(PageOutcome.Failed(CannotDo("no_list", "list records")));

    /// <summary>One page of what changed since the cursor, oldest first; the first cursor is empty. Faults are values.</summary>
    public virtual Task<PageOutcome> PullAsync(PageQuery query, CancellationToken deadline)
        => Task.FromResult(PageOutcome.Failed(CannotDo("no_changes", "tell what changed")));

    private static PushOutcome CannotDo(string code, string what)
        => PushOutcome.Failed(FailureKind.Unbuildable, code, detail: $"This adapter cannot {what}.");
}
