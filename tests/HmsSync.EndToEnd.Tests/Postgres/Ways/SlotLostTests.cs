namespace HmsSync.EndToEnd.Tests.Postgres.Ways;

/// <summary>A replication slot that is gone, and the guided way back.</summary>
public sealed class SlotLostTests(SharedPostgres shared)
{
    private const string Remedy = "hms-sync resume hms --after slot_lost";

    // Invariant 12
    [Fact]
    public async Task A_slot_that_was_dropped_is_made_anew_and_what_was_missed_is_found()
    {
        await using var clinic = await WaysClinic.Run(await shared.Server);
        await clinic.Sql("INSERT INTO slots SELECT i, 'open', i FROM generate_series(1, 30) i; INSERT INTO rooms VALUES (100, 'a', 1)");
        await clinic.Agree();
        await clinic.End();
        await clinic.Sql($"SELECT pg_drop_replication_slot('{clinic.Slot}')");
        await Missed(clinic);
        await clinic.StartOnly();
        var (what, remedy) = await clinic.Stopped("slot_lost");
        Assert.Contains("does not exist any more", what, StringComparison.Ordinal);
        Assert.Equal(Remedy, remedy);
        var seen = clinic.Log.All.Count;
        var said = await clinic.GoOn(remedy);
        Assert.Contains("Of 31 records that were known", said, StringComparison.Ordinal);
        await AgreeAfter(clinic, seen);
        await clinic.End();
        await clinic.Start(); // and the next start finds all in order
        await clinic.Sql("INSERT INTO slots VALUES (32, 'open', 32)");
        await clinic.Agree();
        await clinic.End();
    }

    [Fact]
    public async Task A_slot_that_is_dropped_while_the_engine_runs_is_told_and_led_out_of_without_a_restart()
    {
        await using var clinic = await WaysClinic.Run(await shared.Server);
        await clinic.Sql("INSERT INTO slots SELECT i, 'open', i FROM generate_series(1, 30) i");
        await clinic.Agree();
        await clinic.DropSlot();
        await Missed(clinic);
        await clinic.Stopped("slot_lost");
        var seen = clinic.Log.All.Count;
        await clinic.GoOn(Remedy);
        await AgreeAfter(clinic, seen);
        await clinic.End();
    }

    [Fact]
    public async Task A_slot_whose_log_the_server_took_away_is_led_out_of_the_same_way()
    {
        await using var server = await PostgresServer.Start("max_slot_wal_keep_size = 2MB", "max_wal_size = 4MB");
        await using var clinic = await WaysClinic.Run(server);
        await clinic.Sql("INSERT INTO slots SELECT i, 'open', i FROM generate_series(1, 30) i; CREATE TABLE noise(n text)");
        await clinic.Agree();
        await clinic.End();
        await Missed(clinic);
        for (var i = 0; (string?)await server.Value("SELECT wal_status FROM pg_replication_slots") != "lost"; i++)
        {
            await clinic.Sql("INSERT INTO noise SELECT repeat('x', 1000) FROM generate_series(1, 3000); CHECKPOINT");
            Assert.True(i < 50, "the slot outlived its log");
        }

        await clinic.StartOnly();
        var (what, remedy) = await clinic.Stopped("slot_lost");
        Assert.Contains("removed the log", what, StringComparison.Ordinal);
        var seen = clinic.Log.All.Count;
        await clinic.GoOn(remedy);
        await AgreeAfter(clinic, seen);
        await clinic.End();
    }

    private static Task Missed(WaysClinic clinic) => clinic.Sql(
        """
        UPDATE slots SET status = 'booked' WHERE id <= 3;
        DELETE FROM slots WHERE id BETWEEN 28 AND 30;
        INSERT INTO slots VALUES (31, 'open', 31);
        """);

    /// <summary>The partner comes to hold what the hub holds: what was deleted meanwhile is deleted, and nothing else is.</summary>
    private static async Task AgreeAfter(WaysClinic clinic, int seen)
    {
        await clinic.Agree();
        var pushes = clinic.Log.All.Skip(seen).ToList();
        Assert.Equal(
            ["""{"id":28}""", """{"id":29}""", """{"id":30}"""], pushes.Where(p => p.Op == "delete").Select(p => p.Key).Order());
        Assert.Equal("insert", Assert.Single(pushes, p => p.Key == """{"id":31}""").Op);
        Assert.All(pushes.Where(p => p.Key == """{"id":7}"""), p => Assert.Equal("update", p.Op));
        await clinic.Sql("UPDATE slots SET n = n + 1");
        await clinic.Agree();
    }
}
