using System.Text.Json;

namespace HmsSync.EndToEnd.Tests.TwoWay;

/// <summary>Both sides hold appointments before any engine has run between them.</summary>
public sealed class FirstMeetingTests
{
    private const int Kills = 3;

    private static readonly Slot Booked = new("2026-12-01T10:00", "WIC", null, "booked");

    // Invariant 4, Invariant 6
    [Fact]
    public async Task Both_sides_full_at_first_sync_come_to_agree_and_losers_are_kept_though_the_engine_is_killed()
    {
        await using var clinic = await TwoWayClinic.StartAsync(first: "{ differ: rule }", before: FillAsync);
        for (var kill = 0; kill < Kills; kill++)
        {
            await clinic.Calendar.CalledAsync(clinic.Calendar.Calls.Count, "GET", kill);
            await clinic.KillEngineAsync();
            await clinic.StartEngineAsync();
        }

        await AgreeAsync(clinic);
        var conflict = Assert.Single(await clinic.ConflictsAsync());
        Assert.Equal(
            ("subject", "hms", "there"),
            (Text(conflict, "field"), Text(conflict, "winner"), Text(conflict.GetProperty("values"), "clinic_calendar")));
        Assert.Empty((await clinic.JsonAsync("status", "--json")).GetProperty("meetings").EnumerateArray());
    }

    // Invariant 1
    [Fact]
    public async Task Without_a_word_they_are_held_until_link_lets_them_meet()
    {
        await using var clinic = await TwoWayClinic.StartAsync(before: FillAsync);
        await Seen.WhenAsync(
            "the first meeting",
            async () => (await clinic.JsonAsync("status", "--json")).GetProperty("meetings").EnumerateArray()
                .Select(m => Text(m, "state")).FirstOrDefault(),
            state => state == "held");
        await clinic.SqlAsync("UPDATE appointments SET notes = 'kept' WHERE id = 'a1'");

        // The store tells it without an engine too.
        await clinic.KillEngineAsync();
        var stored = Assert.Single((await clinic.JsonAsync("status", "--json")).GetProperty("meetings").EnumerateArray());
        Assert.Equal(
            ("held", "hms-sync link clinic_calendar --table appointments --apply"), (Text(stored, "state"), Text(stored, "help")));
        await clinic.StartEngineAsync();

        var counted = await clinic.JsonAsync("link", "clinic_calendar", "--json");
        long Count(string name) => counted.GetProperty(name).GetInt64();
        Assert.Equal(
            (1L, 1L, 1L, 1L, 0L),
            (Count("matched"), Count("differing"), Count("only_hub"), Count("only_partner"), Count("ambiguous")));
        Assert.False(counted.GetProperty("applied").GetBoolean());
        Assert.Null(await clinic.Calendar.ShowsAsync("a1"));
        Assert.Null(await clinic.HubAsync("c1"));

        var met = await clinic.JsonAsync("link", "clinic_calendar", "--table", "appointments", "--apply", "--json");
        Assert.True(met.GetProperty("applied").GetBoolean());
        await clinic.AgreeAsync("a1", Booked with { Notes = "kept" });
        await clinic.AgreeAsync("c1", new Slot("2026-12-02T09:00", "walk-in", null, "booked"));
    }

    private static async Task FillAsync(TwoWayClinic clinic)
    {
        await clinic.SqlAsync("""
            INSERT INTO appointments(id, start, subject) VALUES('a1', '2026-12-01T10:00', 'WIC'), ('a2', '2026-12-01T10:00', 'here')
            """);
        await clinic.Calendar.MakesAsync("a2", new() { ["begin"] = "2026-12-01T10:00", ["title"] = "there", ["type"] = "booked" });
        await clinic.Calendar.MakesAsync("c1", new() { ["begin"] = "2026-12-02T09:00", ["title"] = "walk-in", ["type"] = "booked" });
    }

    private static async Task AgreeAsync(TwoWayClinic clinic)
    {
        await clinic.AgreeAsync("a1", Booked);
        await clinic.AgreeAsync("a2", Booked with { Subject = "here" });
        await clinic.AgreeAsync("c1", new Slot("2026-12-02T09:00", "walk-in", null, "booked"));
    }

    private static string? Text(JsonElement row, string name) => row.GetProperty(name).GetString();
}
