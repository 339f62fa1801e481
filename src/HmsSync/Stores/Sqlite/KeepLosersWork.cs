using HmsSync.Stores.Sqlite.Reading;

namespace HmsSync.Stores.Sqlite;

/// <summary>Keeps what an answer is about to overwrite in the row of its conflict (invariant 6).</summary>
/// <param name="row">The conflict that is answered.</param>
/// <param name="hubs">What goes stands for the hub's side; false: for the partner's.</param>
/// <param name="values">Field and the value that goes, JSON.</param>
internal sealed class KeepLosersWork(
    ConflictRow row, bool hubs, IReadOnlyList<(string Field, ReadOnlyMemory<byte> Value)> values) : StoreWork
{
    public override int Rows => values.Count;

    public override void Apply(StoreTransaction transaction)
    {
        foreach (var (field, value) in values)
        {
            transaction.Conflicts.Keep(row.Lane, row.Seq, field, hubs, value.Span);
        }
    }
}
