namespace HmsSync.EndToEnd.Tests.Postgres.Ways;

/// <summary>The store is an older one than its partners and its hub have seen, and the way out.</summary>
public sealed class StoreRestoredTests
{
    private const string Command = "hms-sync resume hms --after store_restored";

    // Invariant 3, Invariant 10, Invariant 12
    [Fact]
    public async Task A_store_that_was_put_back_uses_no_key_twice_and_is_held_against_the_hub()
    {
        await using var server = await PostgresServer.Start();
        await using var clinic = await WaysClinic.Run(server);
        await clinic.Sql("INSERT INTO slots SELECT i, 'open', i FROM generate_series(1, 10) i");
        await clinic.Agree();
        await clinic.End();
        clinic.BackUpStore();
        await clinic.Start();
        await clinic.Sql("UPDATE slots SET n = 100 WHERE id = 1; DELETE FROM slots WHERE id = 2");
        await clinic.Agree();
        await clinic.End();
        await clinic.Sql("UPDATE slots SET n = 200 WHERE id = 3"); // nobody has been told of this one

        clinic.PutStoreBack();
        var used = clinic.Log.All.Select(push => push.IdempotencyKey).ToHashSet(StringComparer.Ordinal);
        var told = clinic.Log.All.Count;
        Assert.Contains("new epoch", await clinic.GoOn(Command), StringComparison.Ordinal);
        await clinic.StartOnly();
        var (what, remedy) = await clinic.Stopped("store_restored");
        Assert.Contains("put back from a backup", what, StringComparison.Ordinal);
        Assert.Equal(Command, remedy);
        Assert.Contains("Of 10 records that were known", await clinic.GoOn(remedy), StringComparison.Ordinal);
        await clinic.Agree();
        Assert.DoesNotContain(clinic.Log.All.Skip(told), push => used.Contains(push.IdempotencyKey));
        Assert.Equal(0, (await clinic.Verb("hms-sync audit verify")).ExitCode);

        // It is a store like any other from here on.
        await clinic.Sql("UPDATE slots SET n = n + 1");
        await clinic.Agree();
        await clinic.End();
        await clinic.Start();
        await clinic.Sql("UPDATE slots SET n = n + 1");
        await clinic.Agree();
        await clinic.End();
    }
}
