using System.Text.Json;

namespace HmsSync.EndToEnd.Tests.Postgres.Ways;

/// <summary><c>hms-sync doctor</c> on a PostgreSQL hub: it says what the engine would stop for, before it does.</summary>
public sealed class DoctorTests(SharedPostgres shared)
{
    [Fact]
    public async Task A_hub_that_is_well_has_no_fault_and_one_that_lost_slot_and_key_has_two()
    {
        await using var clinic = await WaysClinic.Run(await shared.Server);
        await clinic.Sql("INSERT INTO slots VALUES (1, 'open', 1)");
        await clinic.Agree();
        var well = await Found(clinic, 0);
        Assert.All(well.Values, finding => Assert.NotEqual("fault", finding.State));
        Assert.Equal("ok", well["clock"].State);
        Assert.Equal("ok", well["hub_slot"].State);
        Assert.Equal("warning", well["hub_disk"].State); // this server keeps log for a slot without end
        Assert.Contains("max_slot_wal_keep_size", well["hub_disk"].Remedy, StringComparison.Ordinal);
        await clinic.End();
        await clinic.Sql($"SELECT pg_drop_replication_slot('{clinic.Slot}'); ALTER TABLE rooms DROP CONSTRAINT rooms_pkey");
        var ill = await Found(clinic, 1);
        Assert.Equal(("fault", "hms-sync resume hms --after slot_lost"), ill["hub_same"]);
        Assert.Equal("fault", ill["table_rooms"].State);
        Assert.Equal("ok", ill["table_slots"].State);
    }

    private static async Task<Dictionary<string, (string State, string? Remedy)>> Found(WaysClinic clinic, int exit)
    {
        var run = await clinic.Verb("hms-sync doctor --json");
        Assert.True(run.ExitCode == exit, run.Output + run.Errors);
        return JsonDocument.Parse(run.Output).RootElement.EnumerateArray().ToDictionary(
            f => f.GetProperty("check").GetString()!,
            f => (f.GetProperty("state").GetString()!, f.TryGetProperty("remedy", out var remedy) ? remedy.GetString() : null));
    }
}
