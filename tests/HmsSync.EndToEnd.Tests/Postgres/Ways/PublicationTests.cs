namespace HmsSync.EndToEnd.Tests.Postgres.Ways;

/// <summary>A publication that was dropped: what was logged meanwhile can never be decoded, and the way out says so.</summary>
public sealed class PublicationTests(SharedPostgres shared)
{
    // Invariant 12
    [Fact]
    public async Task Publication_and_slot_are_made_anew_and_what_was_missed_is_found()
    {
        await using var clinic = await WaysClinic.Run(await shared.Server);
        await clinic.Sql("INSERT INTO slots SELECT i, 'open', i FROM generate_series(1, 10) i");
        await clinic.Agree();
        await clinic.Sql($"DROP PUBLICATION {clinic.Slot}; UPDATE slots SET n = 0 WHERE id = 1; DELETE FROM slots WHERE id = 2");
        var (what, remedy) = await clinic.Stopped("publication");
        Assert.Contains("was dropped", what, StringComparison.Ordinal);
        Assert.Equal("hms-sync resume hms --after publication", remedy);
        await clinic.GoOn(remedy);
        await clinic.Agree();
        Assert.Equal("""{"id":2}""", Assert.Single(clinic.Log.All, p => p.Op == "delete").Key);
        await clinic.Sql("INSERT INTO rooms VALUES (100, 'a', 1)");
        await clinic.Agree();
        await clinic.End();
    }
}
