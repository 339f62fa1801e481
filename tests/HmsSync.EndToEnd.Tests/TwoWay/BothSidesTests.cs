using System.Text.Json;

namespace HmsSync.EndToEnd.Tests.TwoWay;

/// <summary>Both sides change one record while no engine runs; when it does again, what they made of it is decided once.</summary>
public sealed class BothSidesTests
{
    private static readonly Slot Booked = new("2026-12-01T10:00", "WIC", null, "booked");

    // Invariant 4
    [Fact]
    public async Task Different_fields_changed_on_both_sides_both_survive()
    {
        await using var clinic = await TwoWayClinic.StartAsync();
        await clinic.BookAsync("a1");
        await clinic.StopEngineAsync();
        await clinic.SqlAsync("UPDATE appointments SET start = '2026-12-01T11:00' WHERE id = 'a1'");
        await clinic.Calendar.ChangesAsync("a1", new() { ["notes"] = "twins", ["type"] = "moved" });
        await clinic.StartEngineAsync();
        await clinic.AgreeAsync("a1", new Slot("2026-12-01T11:00", "WIC", "twins", "moved"));
        Assert.Empty(await clinic.ConflictsAsync());
    }

    // Invariant 4, Invariant 6
    [Theory]
    [InlineData("subject", "title", "hms", "here")]
    [InlineData("notes", "notes", "clinic_calendar", "there")]
    public async Task Of_one_field_changed_on_both_sides_the_rule_decides_and_the_loser_is_kept_once(
        string field, string fieldThere, string winner, string stands)
    {
        await using var clinic = await TwoWayClinic.StartAsync();
        await clinic.BookAsync("a1");
        await clinic.StopEngineAsync();
        await clinic.SqlAsync($"UPDATE appointments SET {field} = 'here' WHERE id = 'a1'");
        await clinic.Calendar.ChangesAsync("a1", new() { [fieldThere] = "there" });
        await clinic.StartEngineAsync();
        await clinic.AgreeAsync("a1", field == "notes" ? Booked with { Notes = stands } : Booked with { Subject = stands });

        var conflict = Assert.Single(await clinic.ConflictsAsync());
        Assert.Equal((field, winner, "decided"), (Text(conflict, "field"), Text(conflict, "winner"), Text(conflict, "state")));
        Assert.Equal(
            ("here", "there"), (Text(conflict.GetProperty("values"), "hms"), Text(conflict.GetProperty("values"), "clinic_calendar")));
    }

    // Invariant 6
    [Theory]
    [InlineData("update_wins")]
    [InlineData("delete_wins")]
    public async Task A_delete_there_against_an_update_here_goes_by_the_rule(string deletes)
    {
        await using var clinic = await TwoWayClinic.StartAsync(deletes: deletes);
        await clinic.BookAsync("a1");
        await clinic.StopEngineAsync();
        await clinic.SqlAsync("UPDATE appointments SET notes = 'twins' WHERE id = 'a1'");
        await clinic.Calendar.RemovesAsync("a1");
        await clinic.StartEngineAsync();
        await clinic.AgreeAsync("a1", deletes == "update_wins" ? Booked with { Notes = "twins" } : null);
        AssertOneOfTheWholeRecord(await clinic.ConflictsAsync());
    }

    // Invariant 6
    [Theory]
    [InlineData("update_wins")]
    [InlineData("delete_wins")]
    public async Task A_delete_here_against_an_update_there_goes_by_the_rule(string deletes)
    {
        await using var clinic = await TwoWayClinic.StartAsync(deletes: deletes);
        await clinic.BookAsync("a1");
        await clinic.StopEngineAsync();
        await clinic.SqlAsync("DELETE FROM appointments WHERE id = 'a1'");
        await clinic.Calendar.ChangesAsync("a1", new() { ["notes"] = "twins" });
        await clinic.StartEngineAsync();
        await clinic.AgreeAsync("a1", deletes == "update_wins" ? Booked with { Notes = "twins" } : null);
        AssertOneOfTheWholeRecord(await clinic.ConflictsAsync());
    }

    private static void AssertOneOfTheWholeRecord(List<JsonElement> conflicts)
        => Assert.Equal("*", Text(Assert.Single(conflicts), "field"));

    private static string? Text(JsonElement row, string name) => row.GetProperty(name).GetString();
}
