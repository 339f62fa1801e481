using HmsSync.Changes;
using HmsSync.Lanes;
using Microsoft.Data.Sqlite;

namespace HmsSync.Stores.Sqlite.Tables;

/// <summary>Tries of deliveries, in a ring for each lane, and what holds lanes.</summary>
internal sealed class AttemptsTable : IStoreTable
{
    /// <summary>Invariant 11: tries that are kept of a lane.</summary>
    public const int Kept = 1_000;

    private readonly Dictionary<int, long> _last = [];
    private readonly Statement _put;
    private readonly Statement _forget;
    private readonly Statement _hold;
    private readonly Statement _free;

    public AttemptsTable(SqliteConnection connection)
    {
        using var last = new Statement(connection, "SELECT lane, max(n) FROM attempt GROUP BY lane");
        while (last.Step())
        {
            _last[last.Int32(0)] = last.Int64(1);
        }

        _put = new Statement(connection, """
            INSERT OR REPLACE INTO attempt(lane, slot, n, at, partner_seq, number, code, status, took, detail, answer)
            VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
            """);
        _forget = new Statement(connection, "DELETE FROM attempt WHERE at < ?1");
        _hold = new Statement(
            connection, "INSERT OR REPLACE INTO held(lane, why, until, trips, slowed) VALUES(?1, ?2, ?3, ?4, ?5)");
        _free = new Statement(connection, "DELETE FROM held WHERE lane = ?1");
    }

    /// <summary>The number is not given back with a rollback: then a slot stays empty.</summary>
    public void Put(int lane, Attempt attempt)
    {
        var n = _last[lane] = _last.GetValueOrDefault(lane) + 1;
        _put.Bind(1, lane).Bind(2, n % Kept).Bind(3, n).Bind(4, attempt.At.Micros).Bind(5, attempt.PartnerSeq.Value)
            .Bind(6, attempt.Number).Bind(7, attempt.Code).Bind(8, attempt.Status).Bind(9, (long)attempt.Took.TotalMicroseconds)
            .Bind(10, attempt.Detail).Bind(11, attempt.Answer.Span).Execute();
    }

    /// <summary>Forgets tries of before a time.</summary>
    public void Forget(EventTime before) => _forget.Bind(1, before.Micros).Execute();

    public void Hold(int lane, LaneHold? hold)
    {
        if (hold is null)
        {
            _free.Bind(1, lane).Execute();
            return;
        }

        _hold.Bind(1, lane).Bind(2, hold.Why).Bind(3, hold.Until.Micros).Bind(4, hold.Trips).Bind(5, hold.Slowed ? 1 : 0).Execute();
    }

    public void Dispose()
    {
        _put.Dispose();
        _forget.Dispose();
        _hold.Dispose();
        _free.Dispose();
    }
}
