using System.Globalization;

namespace HmsSync.EndToEnd.Tests.TwoWay;

/// <summary>One of the two is away, or dies, while both sides are at work.</summary>
public sealed class AwayTests
{
    private const int Rounds = 4;

    // Invariant 4
    [Fact]
    public async Task What_happened_on_both_sides_of_a_calendar_that_was_away_is_on_both()
    {
        await using var clinic = await TwoWayClinic.StartAsync();
        await clinic.BookAsync("a1", "a2");
        await clinic.StopEngineAsync();
        await clinic.Calendar.ChangesAsync("a1", new() { ["notes"] = "twins" });
        await clinic.Calendar.RemovesAsync("a2");
        await clinic.KillCalendarAsync();

        await clinic.StartEngineAsync();
        await clinic.SqlAsync("UPDATE appointments SET start = '2026-12-01T11:00' WHERE id = 'a1'");
        await clinic.SqlAsync("INSERT INTO appointments(id, start, subject) VALUES('a3', '2026-12-03T10:00', 'WIC')");
        await clinic.StartCalendarAsync();
        await clinic.AgreeAsync("a1", new Slot("2026-12-01T11:00", "WIC", "twins", "booked"));
        await clinic.AgreeAsync("a2", null);
        await clinic.AgreeAsync("a3", new Slot("2026-12-03T10:00", "WIC", null, "booked"));
    }

    // Invariant 4, Invariant 6
    [Fact]
    public async Task An_engine_that_is_killed_at_work_loses_nothing_of_either_side()
    {
        string[] ids = ["a1", "a2", "a3", "a4"];
        await using var clinic = await TwoWayClinic.StartAsync();
        await clinic.BookAsync(ids);
        for (var round = 1; round <= Rounds; round++)
        {
            var (calls, day) = (clinic.Calendar.Calls.Count, string.Create(CultureInfo.InvariantCulture, $"2026-12-1{round}T10:00"));
            await clinic.SqlAsync($"UPDATE appointments SET start = '{day}', subject = 'here {round}'");
            foreach (var id in ids)
            {
                await clinic.Calendar.ChangesAsync(id, new() { ["notes"] = $"there {round}" });
            }

            // It dies with some of it told and some not.
            await clinic.Calendar.CalledAsync(calls, "→ PATCH", round);
            await clinic.KillEngineAsync();
            await clinic.StartEngineAsync();
            foreach (var id in ids)
            {
                await clinic.AgreeAsync(id, new Slot(day, $"here {round}", $"there {round}", "booked"));
            }
        }

        Assert.Empty(await clinic.ConflictsAsync());
    }
}
