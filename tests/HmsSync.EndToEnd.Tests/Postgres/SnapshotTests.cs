using System.Text;
using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Sdk;

namespace HmsSync.EndToEnd.Tests.Postgres;

/// <summary>What was there before is read in chunks among the changes; no record ever goes back.</summary>
public sealed class SnapshotTests(SharedPostgres shared)
{
    private const string Rows = "CREATE TABLE rows(id int, part text, n int, PRIMARY KEY (part, id))";

    [Fact]
    public async Task The_initial_snapshot_survives_being_cut_after_each_chunk()
    {
        await using var rig = await Initial(Rows + "; INSERT INTO rows SELECT i, 'p' || i % 3, i FROM generate_series(1, 500) i");
        await rig.OpenOnly();
        while (!rig.IsWhole)
        {
            await rig.Step(most: 90);
            await rig.Close();
            await rig.OpenOnly();
        }

        Assert.Equal(500, rig.Events.Select(e => e.Key).Distinct().Count());
        Assert.Equal(500, rig.Events.Count);
        Assert.All(rig.Events, e => Assert.True(e.Snapshot));
    }

    // Invariant 2: a chunk that was read beside the stream never brings an older state after a newer one.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task No_record_goes_back_while_the_application_writes(bool isInitial)
    {
        await using var rig = await Initial(Rows + "; INSERT INTO rows SELECT i, 'p', 0 FROM generate_series(1, 3000) i", isInitial);
        await rig.OpenOnly();
        using var stop = new CancellationTokenSource();
        var writing = Write(rig, stop.Token);
        await (isInitial ? rig.UntilWhole(most: 100) : rig.Whole("rows", most: 100));
        await stop.CancelAsync();
        await writing;
        await rig.Sql("INSERT INTO rows VALUES (0, 'the end', 0)");
        await rig.UntilKey("""{"part":"the end","id":0}""");
        rig.Events.RemoveAll(e => e.Key.Json.Contains("the end", StringComparison.Ordinal));
        await rig.Sql("DELETE FROM rows WHERE part = 'the end'");
        Dictionary<RecordKey, long> last = [];
        foreach (var e in rig.Events)
        {
            var n = long.Parse(JsonFields.Find(e.Fields.Span, "n"), System.Globalization.CultureInfo.InvariantCulture);
            Assert.True(!last.TryGetValue(e.Key, out var before) || before <= n, $"{e.Key} went from {before} to {n}");
            last[e.Key] = n;
        }

        Assert.Equal(3_000, last.Count);
        Assert.Equal(await rig.Server.Value("SELECT sum(n)::bigint FROM rows", rig.Database), last.Values.Sum());
    }

    [Fact]
    public async Task A_backfill_reads_a_table_once_more_and_single_records_are_read_in_their_place()
    {
        await using var rig = await FeedRig.Open(shared, Rows + "; INSERT INTO rows VALUES (1, 'a', 1), (2, 'a', 2)", "rows");
        Assert.Empty(rig.Events);
        await rig.Whole("rows");
        Assert.Equal(2, rig.Events.Count);
        var one = new RecordKey("""{"part":"a","id":1}""");
        var gone = new RecordKey("""{"part":"a","id":9}""");
        var states = await rig.States(new RecordName("rows", one), new RecordName("rows", gone), new RecordName("none", one));
        Assert.Equal([(ChangeOp.Update, one), (ChangeOp.Delete, gone)], states.Select(s => (s.Op, s.Key)));
        Assert.Equal("""{"id":1,"part":"a","n":1}""", Encoding.UTF8.GetString(states[0].Fields.Span));
    }

    private async Task<FeedRig> Initial(string schema, bool isInitial = true)
    {
        var server = await shared.Server;
        var database = await server.NewDatabase();
        await server.Run(schema, database);
        return new FeedRig(server, database)
        {
            Plan = new HubPlan(server.Connection(database), isInitial, [new TablePlan("rows")]) { Slot = $"hms_{database}" },
        };
    }

    private static async Task Write(FeedRig rig, CancellationToken stop)
    {
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            await rig.Sql($"UPDATE rows SET n = n + 1 WHERE id % 50 = {i % 50}");
        }
    }
}
