using HmsSync.Audit;
using HmsSync.Changes;
using HmsSync.Lanes.Handlers;

namespace HmsSync.Stores.Sqlite;

/// <summary>The audit row of a push that no lane owed: its number in the lane is 0, its code <c>push</c>.</summary>
internal sealed class PushedWork(int lane, PushOrder order, int status, EventTime now) : StoreWork
{
    public const string Code = "push";

    public override int Rows => 1;

    public override void Apply(StoreTransaction transaction)
        => transaction.Audit.Append(new AuditEntry(
            now, lane, default, order.Seq, order.Record, order.Op, Outcome.Delivered, Code, status, 1));
}
