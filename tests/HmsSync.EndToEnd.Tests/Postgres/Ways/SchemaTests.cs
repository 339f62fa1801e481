namespace HmsSync.EndToEnd.Tests.Postgres.Ways;

/// <summary>Columns that are gone, and tables that cannot be followed: the table is held and named, the others go on.</summary>
public sealed class SchemaTests(SharedPostgres shared)
{
    // Invariant 12, Invariant 8: a column that is gone is told as nothing, not as null.
    [Fact]
    public async Task A_mapped_column_that_was_renamed_holds_its_table_until_it_fits_again()
    {
        await using var clinic = await WaysClinic.Run(await shared.Server);
        await clinic.Sql("INSERT INTO slots SELECT i, 'open', i FROM generate_series(1, 5) i; INSERT INTO rooms VALUES (100, 'a', 1)");
        await clinic.Agree();
        await clinic.Sql("ALTER TABLE slots RENAME COLUMN status TO state; UPDATE slots SET state = 'booked' WHERE id = 1");
        var (what, remedy) = await clinic.Held("slots", "schema");
        Assert.Contains("slots has no column status any more", what, StringComparison.Ordinal);
        Assert.Equal("hms-sync resume slots --after schema", remedy);
        var refused = await clinic.Verb($"{remedy} --yes");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("slots still has no column status", refused.Errors, StringComparison.Ordinal);
        await clinic.Sql("UPDATE rooms SET n = 2; DELETE FROM slots WHERE id = 2");
        await clinic.Log.WaitAsync(7);
        Assert.Equal("""{"id":100,"status":"a","n":2}""", clinic.Log.All[6].Body); // the rooms flow, the slots do not
        await clinic.Sql("ALTER TABLE slots RENAME COLUMN state TO status");
        await clinic.GoOn(remedy);
        await clinic.Agree();
        Assert.Equal("""{"id":2}""", Assert.Single(clinic.Log.All, p => p.Op == "delete").Key);
        await clinic.Sql("UPDATE slots SET n = n + 1");
        await clinic.Agree();
        await clinic.End();
    }

    [Fact]
    public async Task A_mapped_column_that_was_dropped_while_the_engine_was_away_is_found_at_its_start()
    {
        await using var clinic = await WaysClinic.Run(await shared.Server);
        await clinic.Sql("INSERT INTO slots SELECT i, 'open', i FROM generate_series(1, 5) i");
        await clinic.Agree();
        await clinic.End();
        await clinic.Sql("ALTER TABLE slots DROP COLUMN status");
        await clinic.Start();
        var (_, remedy) = await clinic.Held("slots", "schema");
        await clinic.Sql("UPDATE slots SET n = 0");
        await clinic.End();
        clinic.Write("fields.json", """{"fields":{"id":"id","n":"n"}}"""); // a column that no mapping names may go
        await clinic.Start();
        var seen = clinic.Log.All.Count;
        await clinic.GoOn(remedy);
        await clinic.Log.WaitAsync(seen + 5);
        Assert.Equal(
            Enumerable.Range(1, 5).Select(i => $$"""{"id":{{i}},"n":0}"""), clinic.Log.All.Skip(seen).Select(p => p.Body).Order());
        await clinic.End();
    }

    [Fact]
    public async Task A_table_without_a_key_is_never_published_and_flows_when_it_has_one()
    {
        await using var clinic = await WaysClinic.Run(await shared.Server, before: "ALTER TABLE rooms DROP CONSTRAINT rooms_pkey");
        var (what, remedy) = await clinic.Held("rooms", "no_key");
        Assert.Contains("Its changes do not flow", what, StringComparison.Ordinal);
        Assert.Contains("primary key", remedy, StringComparison.Ordinal);
        await clinic.Sql("INSERT INTO rooms VALUES (100, 'a', 1); UPDATE rooms SET n = 2; INSERT INTO slots VALUES (1, 'open', 1)");
        await clinic.Log.WaitAsync(1);
        await clinic.Sql("ALTER TABLE rooms ADD PRIMARY KEY (id)");
        await clinic.End();
        await clinic.Start();
        Assert.Equal(0, (await clinic.Verb("hms-sync backfill rooms")).ExitCode);
        await clinic.Agree();
        await clinic.Sql("UPDATE rooms SET n = 3");
        await clinic.Agree();
        await clinic.End();
    }
}
