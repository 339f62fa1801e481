using HmsSync.Changes;
using HmsSync.Resolve;
using Microsoft.Data.Sqlite;

namespace HmsSync.Stores.Sqlite.Tables;

/// <summary>
/// Every losing value stands in exactly one row (invariant 6). A row is noted before the hub is written, for no commit spans
/// hub and store: a crash between them must not lose it. It counts when the delivery is settled.
/// </summary>
internal sealed class ConflictsTable(SqliteConnection connection) : IStoreTable
{
    /// <summary>State of a row whose delivery is not settled; nobody is shown it.</summary>
    public const string Noted = "noted";

    private readonly Statement _insert = new(connection, """
        INSERT INTO conflict(
            at, lane, seq, record, field, rule, state, winner, hub_value, partner_value, base, hub_at, partner_at, why, claim)
        VALUES(?1, ?2, ?3, coalesce((
            SELECT id FROM record WHERE key = ?16 AND topic = (SELECT topic FROM record WHERE id = ?4)), ?4),
            ?5, ?6, ?14, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?15)
        """);

    private readonly Statement _renew = new(connection, """
        UPDATE conflict SET hub_value = ?4, partner_value = ?5, hub_at = ?6, partner_at = ?7
        WHERE record = ?1 AND field = ?2 AND lane = ?3 AND claim = ?8 AND state = 'open' RETURNING id
        """);

    private readonly Statement _close = new(connection, """
        UPDATE conflict SET state = 'resolved', winner = ?5, at = ?4 WHERE record = ?1 AND field = ?2 AND lane = ?3 AND state = 'open'
        """);

    private readonly Statement _forget = new(
        connection, $"DELETE FROM conflict WHERE lane = ?1 AND seq = ?2 AND state = '{Noted}'");

    private readonly Statement _count = new(connection, $"""
        UPDATE conflict SET state = CASE winner WHEN '' THEN 'open' ELSE 'decided' END, at = ?3
        WHERE lane = ?1 AND seq = ?2 AND state = '{Noted}'
        """);

    private readonly Statement _answer = new(connection, """
        UPDATE conflict SET state = ?3, winner = ?4, at = ?5, why = why || ' ' || ?6 WHERE id = ?1 AND state = ?2
        RETURNING id
        """);

    private readonly Statement _keepHubs = new(
        connection, "UPDATE conflict SET hub_value = ?4 WHERE lane = ?1 AND seq = ?2 AND field = ?3");

    private readonly Statement _keepPartners = new(
        connection, "UPDATE conflict SET partner_value = ?4 WHERE lane = ?1 AND seq = ?2 AND field = ?3");

    /// <summary>Notes what the delivery is about to decide, in place of what was noted for it before.</summary>
    public void Note(EventTime at, int lane, Seq seq, long record, IReadOnlyList<FieldConflict> conflicts)
    {
        _forget.Bind(1, lane).Bind(2, seq.Value).Execute();
        foreach (var conflict in conflicts)
        {
            Append(at, lane, seq, record, conflict, Noted);
        }
    }

    /// <summary>The delivery is settled: these count, in place of what was noted for it.</summary>
    public void Settle(EventTime at, int lane, Seq seq, long record, IReadOnlyList<FieldConflict> conflicts)
    {
        _forget.Bind(1, lane).Bind(2, seq.Value).Execute();
        foreach (var conflict in conflicts)
        {
            if (conflict.State == ConflictState.Decided || !conflict.Of.IsNone || !Renew(lane, record, conflict))
            {
                Append(at, lane, seq, record, conflict, conflict.State == ConflictState.Open ? "open" : "decided");
            }
        }
    }

    /// <summary>Both sides have come to agree on fields that were open, or somebody has decided while one was met again.</summary>
    public void Close(EventTime at, int lane, long record, IEnumerable<string> fields, string winner)
    {
        foreach (var field in fields)
        {
            _close.Bind(1, record).Bind(2, field).Bind(3, lane).Bind(4, at.Micros).Bind(5, winner).Execute();
        }
    }

    /// <summary>The delivery was done before a crash: what was noted for it counts.</summary>
    public void SettleNoted(EventTime at, int lane, Seq seq)
        => _count.Bind(1, lane).Bind(2, seq.Value).Bind(3, at.Micros).Execute();

    /// <summary>Somebody has decided; false: the row is not in the state it was seen in.</summary>
    public bool Answer(EventTime at, long id, ConflictAnswer answer)
    {
        var known = _answer.Bind(1, id).Bind(2, answer.From).Bind(3, answer.To).Bind(4, answer.Winner).Bind(5, at.Micros)
            .Bind(6, answer.Why).Step();
        _answer.Reset();
        return known;
    }

    /// <summary>Invariant 6: what an answer overwrites stands in the row of its conflict.</summary>
    public void Keep(int lane, Seq seq, string field, bool hubs, ReadOnlySpan<byte> value)
        => (hubs ? _keepHubs : _keepPartners).Bind(1, lane).Bind(2, seq.Value).Bind(3, field).Bind(4, value).Execute();

    public void Dispose()
    {
        _answer.Dispose();
        _keepHubs.Dispose();
        _keepPartners.Dispose();
        _insert.Dispose();
        _renew.Dispose();
        _close.Dispose();
        _forget.Dispose();
        _count.Dispose();
    }

    /// <summary>
    /// An open question stays the one row it is, with the values of now; false: there is none. What a claim asks about a field is another
    /// question than what its rule asks.
    /// </summary>
    private bool Renew(int lane, long record, FieldConflict conflict)
    {
        var known = _renew.Bind(1, record).Bind(2, conflict.Field).Bind(3, lane).Bind(4, conflict.HubValue.Span)
            .Bind(5, conflict.PartnerValue.Span).Bind(6, conflict.HubAt.To).Bind(7, conflict.PartnerAt.To).Bind(8, conflict.Claim)
            .Step();
        _renew.Reset();
        return known;
    }

    private void Append(EventTime at, int lane, Seq seq, long record, FieldConflict conflict, string state)
        => _insert.Bind(1, at.Micros).Bind(2, lane).Bind(3, seq.Value).Bind(4, record).Bind(5, conflict.Field)
            .Bind(6, conflict.Rule).Bind(7, conflict.Winner?.Name ?? "").Bind(8, conflict.HubValue.Span)
            .Bind(9, conflict.PartnerValue.Span).Bind(10, conflict.Base.Span).Bind(11, conflict.HubAt.To)
            .Bind(12, conflict.PartnerAt.To).Bind(13, conflict.Why).Bind(14, state).Bind(15, conflict.Claim)
            .Bind(16, conflict.Of.IsNone ? null : conflict.Of.Json).Execute();
}
