namespace HmsSync.EndToEnd.Tests.TwoWay;

/// <summary>What one side does is on the other.</summary>
public sealed class MirrorTests
{
    private static readonly Slot Booked = new("2026-12-01T10:00", "WIC", null, "booked");

    [Fact]
    public async Task What_is_booked_changed_and_deleted_in_the_hub_is_so_in_the_calendar()
    {
        await using var clinic = await TwoWayClinic.StartAsync();
        await clinic.BookAsync("a1");
        await clinic.AgreeAsync("a1", Booked);

        await clinic.SqlAsync("UPDATE appointments SET start = '2026-12-01T11:00', notes = 'twins' WHERE id = 'a1'");
        await clinic.AgreeAsync("a1", Booked with { Start = "2026-12-01T11:00", Notes = "twins" });

        await clinic.SqlAsync("DELETE FROM appointments WHERE id = 'a1'");
        await clinic.AgreeAsync("a1", null);
    }

    // Invariant 4: it must neither come into the hub nor stand in the way of what the hub says next.
    [Theory]
    [InlineData("[]")]
    [InlineData("[insert]")]
    public async Task What_a_clerk_may_not_do_gives_way_to_what_the_hub_says_next(string ops)
    {
        await using var clinic = await TwoWayClinic.StartAsync(rings: false, ops: ops);
        await clinic.BookAsync("a1", "a2");
        await clinic.Calendar.ChangesAsync("a1", new() { ["begin"] = "2026-12-01T11:00" });
        await clinic.Calendar.RemovesAsync("a2");
        await clinic.SqlAsync("UPDATE appointments SET notes = 'twins'");
        await clinic.AgreeAsync("a1", Booked with { Notes = "twins" });
        await clinic.AgreeAsync("a2", Booked with { Notes = "twins" });
        Assert.Empty(await clinic.ConflictsAsync());
    }

    [Fact]
    public async Task What_a_clerk_does_rings_and_is_in_the_hub_within_a_second()
    {
        // No poll helps within this test.
        await using var clinic = await TwoWayClinic.StartAsync(poll: "1h");
        await clinic.BookAsync("a1");
        var took = new List<TimeSpan>();
        foreach (var start in new[] { "2026-12-01T11:00", "2026-12-01T12:00", "2026-12-01T13:00" })
        {
            await clinic.Calendar.ChangesAsync("a1", new() { ["begin"] = start });
            took.Add(await Seen.AsAsync("the hub's a1", () => clinic.HubAsync("a1"), Booked with { Start = start }));
        }

        await clinic.Calendar.MakesAsync("c1", new() { ["begin"] = "2026-12-02T09:00", ["title"] = "walk-in", ["type"] = "booked" });
        took.Add(await Seen.AsAsync("the hub's c1", () => clinic.HubAsync("c1"), new Slot("2026-12-02T09:00", "walk-in", null, "booked")));
        await clinic.Calendar.RemovesAsync("a1");
        took.Add(await Seen.AsAsync("the hub's a1", () => clinic.HubAsync("a1"), null));

        // The first pays for what a program does once; a machine that builds beside it is given a slip more.
        Assert.True(took.Skip(1).Order().ElementAt(2) < TimeSpan.FromSeconds(1), $"took {string.Join(", ", took)}");
    }

    [Fact]
    public async Task What_rang_in_vain_is_found_by_the_next_look()
    {
        var every = TimeSpan.FromSeconds(2);
        await using var clinic = await TwoWayClinic.StartAsync(poll: "2s", rings: false);
        await clinic.BookAsync("a1");
        var before = clinic.Calendar.Calls.Count;
        await clinic.Calendar.ChangesAsync("a1", new() { ["begin"] = "2026-12-01T11:00" });
        var took = await Seen.AsAsync("the hub's a1", () => clinic.HubAsync("a1"), Booked with { Start = "2026-12-01T11:00" });
        var calls = clinic.Calendar.Calls.Skip(before).ToList();

        // A look that finds something makes two calls, and one may have been half done.
        Assert.InRange(calls.Count(line => line.Contains("/changes", StringComparison.Ordinal)), 1, 3 + (2 * (int)(took / every)));
        Assert.DoesNotContain(clinic.Calendar.Calls, line => line.StartsWith('←') && line.EndsWith("204", StringComparison.Ordinal));
    }

    // Invariant 5, Invariant 8
    [Fact]
    public async Task When_nobody_does_anything_nothing_is_written_anywhere()
    {
        await using var clinic = await TwoWayClinic.StartAsync();
        await clinic.BookAsync("a1", "a2");
        await clinic.Calendar.ChangesAsync("a1", new() { ["title"] = "  WIC and more  " });
        await clinic.SqlAsync("UPDATE appointments SET start = '2026-12-01T11:00' WHERE id = 'a2'");
        await clinic.AgreeAsync("a1", Booked with { Subject = "WIC and more" });
        await clinic.AgreeAsync("a2", Booked with { Start = "2026-12-01T11:00" });

        // Looks bring what of all this was our own doing; after them there is nothing left to say.
        await Seen.WhenAsync("what is said", () => SaidWhileLookingAsync(clinic), said => said.Count == 0);
        Assert.Empty(await SaidWhileLookingAsync(clinic));
    }

    /// <summary>Calls that only looked for changes are left out; an event counts as something said.</summary>
    private static async Task<List<string>> SaidWhileLookingAsync(TwoWayClinic clinic)
    {
        var (calls, events) = (clinic.Calendar.Calls.Count, await clinic.CountEventsAsync());
        await LooksAsync(clinic);
        await LooksAsync(clinic);
        var said = clinic.Calendar.Calls.Skip(calls)
            .Where(line => !line.StartsWith("→ GET /api/appointments/changes", StringComparison.Ordinal)).ToList();
        var journaled = await clinic.CountEventsAsync() - events;
        return journaled == 0 ? said : [.. said, $"{journaled} events"];
    }

    private static Task LooksAsync(TwoWayClinic clinic) => clinic.Calendar.CalledAsync(clinic.Calendar.Calls.Count, "/changes", 2);
}
