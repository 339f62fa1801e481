using HmsSync.Changes;
using HmsSync.Resolve;

namespace HmsSync.Stores.Sqlite;

/// <summary>Notes who is about to lose, before the hub is written (invariant 6).</summary>
internal sealed class NoteConflictsWork(
    EventTime now, int lane, Seq seq, long record, IReadOnlyList<FieldConflict> conflicts) : StoreWork
{
    public override int Rows => conflicts.Count;

    public override void Apply(StoreTransaction transaction)
        => transaction.Conflicts.Note(now, lane, seq, record, conflicts);
}
