using HmsSync.Tests.Fakes;
using Microsoft.Data.Sqlite;
using Xunit;

namespace HmsSync.Tests.Server;

/// <summary>Between the hub's commit and the store's the engine may die.</summary>
public sealed class ConflictCrashTests
{
    [Fact]
    public async Task A_losing_value_has_its_row_although_the_engine_died_after_the_hubs_commit()
    {
        // Invariant 6: exactly one row, whatever happens between the two commits.
        using var workspace = new Workspace();
        await using (var rig = await ServerRig.StartAsync(workspace))
        {
            workspace.Hub("INSERT INTO appointments(id, status, start, phone) VALUES(1, 'booked', '09:00', '1')");
            await rig.NextPush();
            await Eventually.Holds(() => rig.Outcomes().Count == 1, "lotus holds it");
            await rig.Post("/api/partners/lotus/pause", "{}");
            workspace.Hub("UPDATE appointments SET start = '10:00', phone = '2'");
            await Eventually.Holds(() => rig.Journal().Count == 2, "the hub's change is journaled");
            await Ring(rig);
            await Eventually.Holds(() => rig.Journal().Count == 3, "lotus' change is journaled");

            // From here on no conflict can be stored: what the hub commits the store cannot settle.
            Sql(
                workspace.StorePath,
                "CREATE TRIGGER dead BEFORE INSERT ON conflict WHEN NEW.state <> 'noted' BEGIN SELECT RAISE(ABORT, 'dead'); END");
            rig.Partner.Answer(503);
            await rig.Post("/api/partners/lotus/resume", "{}");
            await Eventually.Holds(() => workspace.AskHub("SELECT start FROM appointments") == "11:00", "the hub has committed");
        }

        Sql(workspace.StorePath, "DROP TRIGGER dead");
        await using (var rig = await ServerRig.StartAsync(workspace))
        {
            await Eventually.Holds(() => rig.Engine.Lanes.All(lane => lane.View.Lag == 0), "everything has ended");
            var rows = (await rig.Get("/api/conflicts")).Json.EnumerateArray().ToList();
            var row = Assert.Single(rows, r => r.GetProperty("field").GetString() == "start");
            Assert.Equal("""{"hms":"10:00","lotus":"11:00"}""", row.GetProperty("values").GetRawText());
            Assert.Equal("\"09:00\"", row.GetProperty("base").GetRawText());
            Assert.Equal("lotus", row.GetProperty("winner").GetString());
            Assert.StartsWith("20", row.GetProperty("stamps").GetProperty("hms").GetString(), StringComparison.Ordinal);
        }
    }

    private static async Task Ring(ServerRig rig)
        => await rig.Ring("/webhook/lotus/slot", $$"""{"auth":"{{Workspace.Secret}}","uid":1,"begin":"11:00"}""");

    private static void Sql(string path, string sql)
    {
        using var store = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 10 }.ToString());
        store.Open();
        using var command = store.CreateCommand();
#pragma warning disable CA2100 // constants of the tests
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
