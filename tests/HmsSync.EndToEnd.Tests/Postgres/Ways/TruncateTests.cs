namespace HmsSync.EndToEnd.Tests.Postgres.Ways;

/// <summary>A table that was emptied by TRUNCATE, and the way out.</summary>
public sealed class TruncateTests(SharedPostgres shared)
{
    // Invariant 12
    [Fact]
    public async Task What_was_known_and_is_not_there_any_more_becomes_a_delete_and_the_table_flows_again()
    {
        await using var clinic = await WaysClinic.Run(await shared.Server);
        await clinic.Sql("INSERT INTO slots SELECT i, 'open', i FROM generate_series(1, 20) i; INSERT INTO rooms VALUES (100, 'a', 1)");
        await clinic.Agree();
        await clinic.Sql("TRUNCATE slots; INSERT INTO slots VALUES (3, 'booked', 30), (21, 'open', 21)");
        var (what, remedy) = await clinic.Held("slots", "truncate");
        Assert.Contains("Nothing was deleted anywhere", what, StringComparison.Ordinal);
        Assert.Equal("hms-sync resume slots --after truncate", remedy);
        await clinic.Sql("UPDATE rooms SET n = 2");
        await clinic.Log.WaitAsync(pushes => pushes.Any(p => p.Body == """{"id":100,"status":"a","n":2}"""));
        Assert.DoesNotContain(clinic.Log.All, p => p.Op == "delete");
        var said = await clinic.GoOn(remedy);
        Assert.Contains("Of 20 records that were known of it", said, StringComparison.Ordinal);
        await clinic.Agree();
        Assert.Equal(19, clinic.Log.All.Count(p => p.Op == "delete"));
        await clinic.Sql("DELETE FROM slots WHERE id = 3; INSERT INTO slots VALUES (4, 'open', 4)");
        await clinic.Agree();
        Assert.Equal(1, (await clinic.Verb(remedy)).ExitCode); // nothing is held any more
        await clinic.End();
    }

    [Fact]
    public async Task Deletes_that_are_too_many_are_held_by_the_guards()
    {
        await using var clinic = await WaysClinic.Run(await shared.Server, "guards: { max_deletes_count: 50, window: 1h }");
        await clinic.Sql("INSERT INTO slots SELECT i, 'open', i FROM generate_series(1, 80) i");
        await clinic.Agree();
        await clinic.Sql("TRUNCATE slots");
        var (_, remedy) = await clinic.Held("slots", "truncate");
        await clinic.GoOn(remedy);
        var help = await clinic.Paused("deletes");
        Assert.True(clinic.Log.All.Count(p => p.Op == "delete") <= 50, "the guard let too many through");
        Assert.Equal(0, (await clinic.Verb(help)).ExitCode);
        await clinic.Agree();
        await clinic.End();
    }
}
