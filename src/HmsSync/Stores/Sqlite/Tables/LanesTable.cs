using HmsSync.Changes;
using HmsSync.Lanes;
using Microsoft.Data.Sqlite;

namespace HmsSync.Stores.Sqlite.Tables;

/// <summary>The durable state of lanes, one row each; a commit writes the row of each lane it touched once.</summary>
internal sealed class LanesTable : IStoreTable
{
    private readonly Dictionary<int, LaneProgress> _progress = [];
    private readonly Dictionary<int, LaneProgress> _before = [];
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly Statement _insert;
    private readonly Statement _update;
    private readonly Statement _pause;
    private readonly Statement _plan;
    private readonly Statement _readPlan;
    private readonly Statement _cut;
    private readonly Statement _endCut;
    private readonly Statement _passDeletes;

    public LanesTable(SqliteConnection connection)
    {
        using var all = new Statement(connection, "SELECT id, name, low, done, may_have_started, lapse_first, lapse_until FROM lane");
        while (all.Step())
        {
            var id = all.Int32(0);
            _ids[all.RequiredText(1)] = id;
            _progress[id] = LaneProgress.Restore(
                all.Int64(2), all.Blob(3), all.Int64(4), Range(all.Int64(5), all.Int64(6)));
        }

        _insert = new Statement(connection, "INSERT INTO lane(name) VALUES(?1) RETURNING id");
        _update = new Statement(connection, """
            UPDATE lane SET low = ?2, done = ?3, may_have_started = ?4, lapse_first = ?5, lapse_until = ?6 WHERE id = ?1
            """);
        _pause = new Statement(connection, """
            UPDATE lane SET paused_code = ?2, paused_by = ?3, paused_at = ?4, paused_why = ?5 WHERE id = ?1
            """);
        _plan = new Statement(connection, "UPDATE lane SET plan = ?2, body = ?3 WHERE id = ?1");
        _readPlan = new Statement(connection, "SELECT plan, body FROM lane WHERE id = ?1");
        _cut = new Statement(connection, """
            INSERT INTO cut(lane, number, until, at) VALUES(?1, ?2, ?3, ?4)
            ON CONFLICT(lane) DO UPDATE SET number = excluded.number, until = excluded.until, at = excluded.at
            """);
        _endCut = new Statement(connection, "DELETE FROM cut WHERE lane = ?1");
        _passDeletes = new Statement(connection, "UPDATE lane SET deletes_passed = ?2 WHERE id = ?1");
    }

    /// <summary>As stored: 0 stands for none.</summary>
    public static LapsedRange? Range(long first, long until)
        => first == 0 ? null : new LapsedRange(new PartnerSeq(first), new PartnerSeq(until));

    /// <summary>The lane's number; a new lane begins at nothing owed.</summary>
    public int Id(string name)
    {
        if (!_ids.TryGetValue(name, out var id))
        {
            _insert.Bind(1, name).Step();
            id = _insert.Int32(0);
            _insert.Execute();
            _ids[name] = id;
            _progress[id] = new LaneProgress();
        }

        return id;
    }

    /// <summary>The lane's name; null: there is no lane of this number.</summary>
    public string? Name(int lane) => _ids.FirstOrDefault(known => known.Value == lane).Key;

    /// <summary>To read; what is changed through <see cref="Touch"/> goes back with a rollback.</summary>
    public LaneProgress Progress(int lane) => _progress[lane];

    public LaneProgress Touch(int lane)
    {
        if (!_before.ContainsKey(lane))
        {
            _before[lane] = _progress[lane];
            _progress[lane] = _progress[lane].Copy();
        }

        return _progress[lane];
    }

    public void Pause(int lane, LanePause? pause)
        => _pause.Bind(1, lane).Bind(2, pause?.Code).Bind(3, pause?.By).Bind(4, pause?.At.Micros ?? 0)
            .Bind(5, pause?.Why).Execute();

    /// <summary>Which body the lane's deliveries have: goes up when what makes the bodies has changed.</summary>
    public int Body(int lane, string fingerprint)
    {
        _readPlan.Bind(1, lane).Step();
        var (known, body) = (_readPlan.Text(0), _readPlan.Int32(1));
        _readPlan.Reset();
        if (known == fingerprint)
        {
            return body;
        }

        var next = known is null ? body : body + 1;
        _plan.Bind(1, lane).Bind(2, fingerprint).Bind(3, next).Execute();
        return next;
    }

    public void Cut(int lane, LaneCut cut)
        => _cut.Bind(1, lane).Bind(2, cut.Number).Bind(3, cut.Until.Value).Bind(4, cut.At.Micros).Execute();

    public void EndCut(int lane) => _endCut.Bind(1, lane).Execute();

    /// <summary>A person has let the deletes of events up to the number through.</summary>
    public void PassDeletes(int lane, Seq upTo) => _passDeletes.Bind(1, lane).Bind(2, upTo.Value).Execute();

    public void BeforeCommit()
    {
        Span<byte> done = stackalloc byte[LaneProgress.MaxBitmapBytes];
        foreach (var lane in _before.Keys)
        {
            var progress = _progress[lane];
            var length = progress.WriteBitmap(done);
            _update.Bind(1, lane).Bind(2, progress.Low.Value).Bind(3, done[..length])
                .Bind(4, progress.MayHaveStarted.Value).Bind(5, progress.Lapsed?.First.Value ?? 0)
                .Bind(6, progress.Lapsed?.Until.Value ?? 0).Execute();
        }
    }

    public void Committed() => _before.Clear();

    public void RolledBack()
    {
        foreach (var (lane, progress) in _before)
        {
            _progress[lane] = progress;
        }

        _before.Clear();
    }

    public void Dispose()
    {
        _insert.Dispose();
        _update.Dispose();
        _pause.Dispose();
        _plan.Dispose();
        _readPlan.Dispose();
        _cut.Dispose();
        _endCut.Dispose();
        _passDeletes.Dispose();
    }
}
