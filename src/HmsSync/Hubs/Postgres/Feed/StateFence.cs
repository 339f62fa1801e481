using HmsSync.Changes;
using HmsSync.Sdk;

namespace HmsSync.Hubs.Postgres.Feed;

/// <summary>
/// Puts a state that was read beside the stream into its place in the stream. It belongs before what waits in the buffer when (a) its
/// snapshot sees every transaction that was handed on, and (b) what it sees beyond those and touches its records is not lost: those
/// transactions are in the buffer, because a mark that was written after the snapshot has arrived behind them.
/// </summary>
internal sealed class StateFence(PgHubPlace place, StepBuffer buffer, Func<bool> isAway, TimeProvider time)
{
    /// <summary>Invariant 11: past so many transactions we look which of them are visible by now.</summary>
    private const int MostUnseen = 8_192;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly List<uint> _unseen = [];
    private long _marks;

    /// <summary>A commit is in the log, and so with us, before others see it: a moment, or with a synchronous standby longer.</summary>
    public void HandedOn(uint xid) => _unseen.Add(xid);

    /// <summary>Looks which transactions everybody sees, when there are many that may not be.</summary>
    public async Task PruneAsync(CancellationToken cancellation)
    {
        if (_unseen.Count >= MostUnseen)
        {
            await using var hub = await place.OpenAsync(cancellation);
            var seen = await TableStates.SnapshotAsync(hub, cancellation);
            _unseen.RemoveAll(seen.Sees);
        }
    }

    /// <summary>
    /// The steps that the snapshot sees and that were not handed on yet. Null: it cannot be told, or a transaction that was handed
    /// on is not visible yet; read the stream on and try again.
    /// </summary>
    public async Task<IReadOnlyList<FeedStep>?> BeyondAsync(VisibleTransactions seen, CancellationToken cancellation)
    {
        _unseen.RemoveAll(seen.Sees);
        if (_unseen.Count > 0)
        {
            return null;
        }

        var mark = string.Create(CultureInfo.InvariantCulture, $"fence:{++_marks}");
        await place.MarkAsync(mark, cancellation);
        var began = time.GetTimestamp();
        while (!buffer.HasMark(mark))
        {
            if (buffer.IsFull || buffer.Ended is not null || isAway() || time.GetElapsedTime(began) > Patience)
            {
                return null;
            }

            await buffer.ArrivedAsync(Patience, time, cancellation);
        }

        return [.. buffer.Waiting().Where(step => step.Kind is StepKind.Row or StepKind.Hold && seen.Sees(step.Xid))];
    }

    /// <summary>What the steps tell, in their order.</summary>
    public static IEnumerable<NewEvent> Changes(IEnumerable<FeedStep> steps)
        => steps.SelectMany(step => new[] { step.First, step.Second }).OfType<NewEvent>();

    /// <summary>
    /// The rows of a chunk that go out before what waits. The stream wins: a row that it tells whole is left to it. Null: it tells
    /// one only in part, or holds the table; read it first.
    /// </summary>
    public static IReadOnlyList<NewEvent>? Before(IReadOnlyList<FeedStep> beyond, string table, StateChunk chunk)
    {
        HashSet<RecordKey> told = [];
        foreach (var step in beyond)
        {
            if (step.Kind == StepKind.Hold)
            {
                return null;
            }

            foreach (var change in new[] { step.First, step.Second }.OfType<NewEvent>().Where(e => e.Topic == table))
            {
                if (step.IsPartial && change.Op != ChangeOp.Delete)
                {
                    return null;
                }

                told.Add(change.Key);
            }
        }

        return told.Count == 0 ? chunk.Events : [.. chunk.Events.Where(e => !told.Contains(e.Key))];
    }
}
