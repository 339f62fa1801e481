using HmsSync.Changes;
using HmsSync.Resolve;
using Microsoft.Data.Sqlite;

namespace HmsSync.Stores.Sqlite.Tables;

/// <summary>Every losing value stands in exactly one row (invariant 6).</summary>
internal sealed class ConflictsTable(SqliteConnection connection) : IStoreTable
{
    private readonly Statement _insert = new(connection, """
        INSERT INTO conflict(
            at, lane, seq, record, field, rule, state, winner, hub_value, partner_value, base, hub_at, partner_at, why)
        VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?14, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
        """);

    public void Append(EventTime at, int lane, Seq seq, long record, FieldConflict conflict)
        => _insert.Bind(1, at.Micros).Bind(2, lane).Bind(3, seq.Value).Bind(4, record).Bind(5, conflict.Field)
            .Bind(6, conflict.Rule).Bind(7, conflict.Winner?.Name ?? "").Bind(8, conflict.HubValue.Span)
            .Bind(9, conflict.PartnerValue.Span).Bind(10, conflict.Base.Span).Bind(11, conflict.HubAt.To)
            .Bind(12, conflict.PartnerAt.To).Bind(13, conflict.Why)
            .Bind(14, conflict.State == ConflictState.Open ? "open" : "decided").Execute();

    public void Dispose() => _insert.Dispose();
}
