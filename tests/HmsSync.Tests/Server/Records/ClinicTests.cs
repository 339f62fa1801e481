using HmsSync.Tests.Fakes;
using Xunit;

namespace HmsSync.Tests.Server.Records;

/// <summary>A hub and a REST calendar, two ways, over real HTTP.</summary>
public sealed class ClinicTests
{
    private const string Booking = """{"id":"7","begin":"2030-01-07T10:00:00Z","title":"WIC"}""";

    [Fact]
    public async Task What_a_clerk_does_is_polled_into_the_hub()
    {
        await using var rig = await ClinicRig.StartAsync(poll: "20ms");
        await rig.ClerkAsync("", Booking);
        await Eventually.Holds(() => rig.Ask("SELECT title FROM appointments WHERE id = 7") == "WIC", "the hub has it");
        await rig.ClerkAsync("/7/change", """{"title":"WIC, moved"}""");
        await Eventually.Holds(() => rig.Ask("SELECT title FROM appointments WHERE id = 7") == "WIC, moved", "the hub has the change");
        await rig.ClerkAsync("/7/remove", "{}");
        await Eventually.Holds(() => rig.Ask("SELECT count(*) FROM appointments") == "0", "it is gone in the hub");
    }

    [Fact]
    public async Task What_the_application_books_is_made_there_and_nothing_echoes()
    {
        // Invariant 5: our own write comes back through the poll, and nothing comes of it.
        await using var rig = await ClinicRig.StartAsync(poll: "20ms");
        rig.Hub("INSERT INTO appointments VALUES (7, '2030-01-07T10:00:00Z', 'WIC')");
        await Eventually.Holds(() => rig.Journal().Exists(e => e.Via == "records/appointments"), "the poll shows what we made");
        Assert.DoesNotContain(await rig.OutcomesAsync(), outcome => outcome is "Parked" or "Held");

        rig.Hub("UPDATE appointments SET title = 'WIC, moved'");
        await Eventually.Holds(
            () => rig.Journal().Count(e => e.Via == "records/appointments") == 2, "the poll shows what we changed");
        await rig.OutcomesAsync();
        var there = Assert.Single(await rig.AtTheClinicAsync())!;
        Assert.Equal(("7", "WIC, moved", "\"v2\""), ($"{there["id"]}", $"{there["title"]}", $"{there["etag"]}"));
        Assert.Equal(4, rig.Journal().Count); // two of the hub, two of the calendar
    }

    [Fact]
    public async Task A_ring_makes_the_changes_be_read_at_once()
    {
        await using var rig = await ClinicRig.StartAsync();
        await Eventually.Holds(() => rig.Engine.Polls.Feeds[0].View.LastLook.Micros > 0, "the first look is over");
        await rig.ClerkAsync("", Booking);
        Assert.Equal(204, await rig.DoorbellAsync("ring", "{}"));
        await Eventually.Holds(() => rig.Ask("SELECT title FROM appointments WHERE id = 7") == "WIC", "the hub has it");
    }

    [Fact]
    public async Task A_hint_names_a_record_and_what_stands_there_is_taken()
    {
        await using var rig = await ClinicRig.StartAsync();
        await rig.ClerkAsync("", Booking);
        Assert.Equal(204, await rig.DoorbellAsync("hint", """{"id":"7","begin":"a lie","title":{"nonsense":true}}"""));
        await Eventually.Holds(
            () => rig.Ask("SELECT title || start FROM appointments WHERE id = 7") == "WIC2030-01-07T10:00:00Z", "the hub has the record");
    }

    [Fact]
    public async Task A_hint_that_names_nothing_is_refused()
    {
        await using var rig = await ClinicRig.StartAsync();
        Assert.Equal(422, await rig.DoorbellAsync("hint", """{"begin":"2030-01-07T10:00:00Z"}"""));
        Assert.Empty(rig.Journal());
    }

    [Fact]
    public async Task A_calendar_that_is_away_stands_in_status_and_when_it_is_back_nothing_is_missing()
    {
        await using var rig = await ClinicRig.StartAsync(poll: "20ms");
        await rig.ClerkAsync("", Booking);
        var port = await rig.StopCalendarAsync();
        await Eventually.Holds(() => rig.Engine.Polls.Feeds[0].View.State == "failing", "the poll fails");
        var poll = Assert.Single((await rig.StatusAsync())["polls"]!.AsArray())!;
        Assert.Equal(("clinic", "appointments", "refused"), ($"{poll["partner"]}", $"{poll["table"]}", $"{poll["last_error"]}"));
        Assert.Equal("hms-sync partners test clinic", $"{poll["help"]}");

        await rig.StartCalendarAsync(port);
        await Eventually.Holds(() => rig.Ask("SELECT title FROM appointments WHERE id = 7") == "WIC", "the hub has it");
        await Eventually.Holds(() => rig.Engine.Polls.Feeds[0].View is { Code: null, State: "running" }, "status says so");
    }

    [Fact]
    public async Task A_calendar_that_makes_its_own_ids_is_told_the_next_change_by_them()
    {
        await using var rig = await ClinicRig.StartAsync(ownIds: true);
        rig.Hub("INSERT INTO appointments VALUES ('h-1', '2030-01-07T10:00:00Z', 'WIC')");
        await Eventually.Holds(() => rig.Delivered() == 1, "it was made");
        rig.Hub("UPDATE appointments SET title = 'WIC, moved'");
        await Eventually.Holds(() => rig.Delivered() == 2, "it was changed");

        var there = Assert.Single(await rig.AtTheClinicAsync())!;
        Assert.Equal(("h-1", "WIC, moved", "\"v2\""), ($"{there["ref"]}", $"{there["title"]}", $"{there["etag"]}"));
        Assert.StartsWith("a-", $"{there["id"]}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_clerk_does_where_ids_are_the_calendars_comes_to_the_record_it_was_made_for()
    {
        await using var rig = await ClinicRig.StartAsync(ownIds: true, poll: "20ms");
        rig.Hub("INSERT INTO appointments VALUES ('h-1', '2030-01-07T10:00:00Z', 'WIC')");
        await Eventually.Holds(() => rig.Delivered() == 1, "it was made");
        var made = Assert.Single(await rig.AtTheClinicAsync())!;
        await rig.ClerkAsync($"/{made["id"]}/change", """{"title":"WIC, moved"}""");
        await Eventually.Holds(() => rig.Ask("SELECT title FROM appointments WHERE id = 'h-1'") == "WIC, moved", "the hub has the change");
        Assert.Equal("1", rig.Ask("SELECT count(*) FROM appointments"));
    }
}
