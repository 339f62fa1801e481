using System.Text;
using HmsSync.Changes;
using HmsSync.Seams;
using HmsSync.Stores.Sqlite;
using HmsSync.Stores.Sqlite.Tables;
using Microsoft.Data.Sqlite;
using Xunit;

namespace HmsSync.Tests.Stores;

public sealed class DedupeTableTests : IDisposable
{
    private const int OfSegment = 50;
    private const int Steps = 4_000;
    private const long MicrosOfDay = 86_400_000_000;

    private readonly SqliteConnection _connection = StorePlace.Memory($"dedupe-{Guid.CreateVersion7()}").OpenWriter();
    private DedupeTable _table;

    public DedupeTableTests()
    {
        Run(AccessSchema.Tables);
        _table = Open();
    }

    // Invariant 1
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void What_was_committed_is_known_over_segments_restarts_and_failures_and_nothing_else_is(ulong seed)
    {
        var random = new RandomSource(seed);
        var (known, day) = (new Dictionary<(long Source, string Id), (long Seq, long Day)>(), 20_000L);
        for (var step = 1; step <= Steps; step++)
        {
            var id = ((long)random.NextUInt64() & 1, $"id-{random.NextUInt64() % 1_500}");
            switch (random.NextUInt64() % 40)
            {
                case 0:
                    _table.Dispose();
                    _table = Open();
                    break;
                case 1:
                    day++;
                    break;
                case 2:
                    Forget(day - 8, known);
                    break;
                case < 6:
                    Take(id, step, day, known, commits: false);
                    break;
                default:
                    Take(id, step, day, known, commits: true);
                    break;
            }
        }

        foreach (var (id, was) in known)
        {
            Assert.Equal((new Seq(was.Seq), true), _table.Find(id.Source, id.Id, BodyOf(was.Seq)));
            Assert.Equal((new Seq(was.Seq), false), _table.Find(id.Source, id.Id, "other"u8));
        }

        Assert.Null(_table.Find(0, "never", "{}"u8));
        Assert.True(Scalar("SELECT count(*) FROM seen") < OfSegment);
        Assert.InRange(Scalar("SELECT count(*) FROM seen_segment"), 2, Steps / OfSegment);
    }

    [Fact]
    public void Old_segments_leave_nothing_behind_and_their_numbers_are_not_used_again()
    {
        var known = new Dictionary<(long, string), (long, long)>();
        for (var i = 1; i <= OfSegment * 3; i++)
        {
            Take((1, $"id-{i}"), i, 20_000, known, commits: true);
        }

        Assert.Equal(3, Scalar("SELECT count(*) FROM seen_segment"));
        Forget(20_001, known);
        Assert.Equal(0, Scalar("SELECT count(*) FROM seen_page"));
        Assert.Null(_table.Find(1, "id-1", "{}"u8));
        for (var i = 1; i <= OfSegment; i++)
        {
            Take((1, $"new-{i}"), i, 20_010, known, commits: true);
        }

        Assert.Equal(3, Scalar("SELECT max(id) FROM seen_segment"));
        Assert.NotNull(_table.Find(1, "new-7", "{}"u8));
    }

    [Fact]
    public void The_filter_names_every_segment_that_holds_a_mark_and_hardly_any_other()
    {
        var (filter, random, marks) = (new SeenFilter(), new RandomSource(7), new List<(long Segment, UInt128 Mark)>());
        for (var segment = 126L; segment < 130; segment++)
        {
            for (var i = 0; i < 65_536; i++)
            {
                var mark = new UInt128(random.NextUInt64(), random.NextUInt64());
                filter.Add(segment, mark);
                if (i < 500)
                {
                    marks.Add((segment, mark));
                }
            }
        }

        var named = new List<long>();
        foreach (var (segment, mark) in marks)
        {
            named.Clear();
            filter.Candidates(mark, named);
            Assert.Contains(segment, named);
        }

        named.Clear();
        for (var i = 0; i < 10_000; i++)
        {
            filter.Candidates(new UInt128(random.NextUInt64(), random.NextUInt64()), named);
        }

        Assert.InRange(named.Count, 0, 60); // 4 segments, 1 in 2,000 each, would be 20
        filter.Remove(127);
        named.Clear();
        marks.ForEach(m => filter.Candidates(m.Mark, named));
        Assert.DoesNotContain(127, named);
        Assert.InRange(named.Count(s => s == 126), 500, 510);
    }

    public void Dispose()
    {
        _table.Dispose();
        _connection.Dispose();
    }

    private DedupeTable Open() => new(_connection) { OfSegment = OfSegment };

    private void Take(
        (long Source, string Id) id, long seq, long day, Dictionary<(long Source, string Id), (long Seq, long Day)> known, bool commits)
    {
        Run("BEGIN");
        var found = _table.Find(id.Source, id.Id, BodyOf(known.GetValueOrDefault(id).Seq));
        Assert.Equal(known.TryGetValue(id, out var was) ? (new Seq(was.Seq), true) : null, found);
        if (found is null)
        {
            _table.Add(new EventTime(day * MicrosOfDay), id.Source, id.Id, BodyOf(seq), new Seq(seq));
        }

        _table.BeforeCommit();
        Run(commits ? "COMMIT" : "ROLLBACK");
        if (!commits)
        {
            _table.RolledBack();
            return;
        }

        _table.Committed();
        known.TryAdd(id, (seq, day));
    }

    /// <summary>What is older goes when all of its segment is; what is not must stay.</summary>
    private void Forget(long beforeDay, Dictionary<(long Source, string Id), (long Seq, long Day)> known)
    {
        for (var more = 1L; more > 0;)
        {
            Run("BEGIN");
            more = _table.Forget(beforeDay, 10);
            _table.BeforeCommit();
            Run("COMMIT");
            _table.Committed();
        }

        foreach (var (id, was) in known.Where(k => k.Value.Day < beforeDay).ToList())
        {
            if (_table.Find(id.Source, id.Id, BodyOf(was.Seq)) is null)
            {
                known.Remove(id);
            }
        }
    }

    private static byte[] BodyOf(long seq) => Encoding.ASCII.GetBytes($"body {seq}");

    private long Scalar(string sql)
    {
        using var command = Command(sql);
        return command.ExecuteScalar() is long value ? value : 0;
    }

    private void Run(string sql)
    {
        using var command = Command(sql);
        command.ExecuteNonQuery();
    }

    private SqliteCommand Command(string sql)
    {
        var command = _connection.CreateCommand();
#pragma warning disable CA2100 // constants of the tests
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }
}
