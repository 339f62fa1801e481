namespace HmsSync.EndToEnd.Tests.Postgres;

/// <summary>Wherever the engine stops, it goes on with the next row: none is lost, none comes twice, none out of order.</summary>
public sealed class PlaceTests(SharedPostgres shared)
{
    private const string Rows = "CREATE TABLE rows(id int PRIMARY KEY, n int)";

    // Invariant 1: rows of one COPY share places in the log; the ordinal tells them apart.
    [Theory]
    [InlineData("INSERT INTO rows SELECT i, i FROM generate_series(1, 50) i")]
    [InlineData("COPY rows FROM PROGRAM 'seq 1 50 | awk ''{print $1 \"\\t\" $1}'''")]
    public async Task A_stop_inside_a_transaction_loses_and_doubles_no_row(string sql)
    {
        await using var rig = await FeedRig.Open(shared, Rows, "rows");
        await rig.Sql(sql);
        await rig.Sql("UPDATE rows SET n = n + 1 WHERE id > 45");
        while (rig.Events.Count < 55)
        {
            await rig.Until(rig.Events.Count + 1, most: 7);
            await rig.Close();
            await rig.OpenOnly();
        }

        Assert.Equal(
            Enumerable.Range(1, 50).Concat(Enumerable.Range(46, 5)).Select(i => $$"""{"id":{{i}}}"""),
            rig.Events.Select(e => e.Key.Json));
    }

    [Fact]
    public async Task What_was_not_forgotten_comes_again_only_where_it_was_not_journaled()
    {
        await using var rig = await FeedRig.Open(shared, Rows, "rows");
        await rig.Sql("INSERT INTO rows VALUES (1, 1)");
        await rig.Until(1);
        var journaled = rig.Position;
        await rig.Sql("INSERT INTO rows VALUES (2, 2)");
        await rig.UntilUnconfirmed(2); // read, and lost before the journal had it
        rig.Position = journaled;
        rig.Events.RemoveAt(1);
        await rig.Open();
        Assert.Equal(["""{"id":1}""", """{"id":2}"""], rig.Events.Select(e => e.Key.Json));
    }

    [Fact]
    public async Task Nothing_is_confirmed_that_the_journal_does_not_hold()
    {
        await using var rig = await FeedRig.Open(shared, Rows, "rows");
        await rig.Sql("INSERT INTO rows VALUES (1, 1)");
        await rig.UntilUnconfirmed(1);
        var before = await rig.Server.Value(Confirmed(rig), rig.Database);
        await rig.Until(1);
        await rig.Step();
        await rig.ConfirmedBeyond((string)before!);
    }

    [Fact]
    public async Task Fifty_thousand_rows_of_one_transaction_come_in_pages_and_can_be_cut_anywhere()
    {
        await using var rig = await FeedRig.Open(shared, Rows, "rows");
        await rig.Sql("INSERT INTO rows SELECT i, i FROM generate_series(1, 50000) i");
        await rig.Until(20_000);
        await rig.Close();
        await rig.OpenOnly();
        await rig.Until(50_000);
        Assert.Equal(Enumerable.Range(1, 50_000).Select(i => $$"""{"id":{{i}}}"""), rig.Events.Select(e => e.Key.Json));
    }

    [Fact]
    public async Task What_others_log_moves_the_slot_too()
    {
        await using var rig = await FeedRig.Open(shared, Rows + "; CREATE TABLE noise(n text)", "rows");
        var before = (string)(await rig.Server.Value(Confirmed(rig), rig.Database))!;
        await rig.Sql("INSERT INTO noise SELECT repeat('x', 1000) FROM generate_series(1, 1000)");
        await rig.ConfirmedBeyond(before, reading: true);
    }

    internal static string Confirmed(FeedRig rig)
        => $"SELECT confirmed_flush_lsn::text FROM pg_replication_slots WHERE slot_name = '{rig.Plan.Slot}'";
}
