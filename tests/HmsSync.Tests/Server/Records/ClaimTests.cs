using HmsSync.Hosting.Control;
using HmsSync.Tests.Fakes;
using Xunit;

namespace HmsSync.Tests.Server.Records;

/// <summary>Nobody double-books: a hub, a REST calendar and an application that all want one slot, over real HTTP.</summary>
public sealed class ClaimTests
{
    private const string Rules = """
        table: appointments
        rules: [{ field: "*", winner: latest_change }]
        clock: { max_skew: 1ms }
        claims:
          - { name: one family per slot, same: [start], unless: { title: cancelled }, MORE }
        """;

    private const string Ten = "2030-01-07T10:00:00Z";
    private const string Eleven = "2030-01-07T11:00:00Z";
    private const string Noon = "2030-01-07T12:00:00Z";

    [Fact]
    public async Task Who_comes_too_late_at_the_partner_is_told_there()
    {
        await using var rig = await StartAsync();
        rig.Hub($"INSERT INTO appointments VALUES (1, '{Ten}', 'WIC')");
        await rig.OutcomesAsync();
        await rig.ClerkAsync("", Booking(7, Ten));

        await Eventually.Holds(
            () => rig.Ask("SELECT title FROM appointments WHERE id = 7") == "cancelled", "it is written as one that claims nothing");
        Assert.Contains("Refused", await rig.OutcomesAsync());
        await EventuallyAt(rig, 7, Ten, "cancelled");
        Assert.Equal("WIC", rig.Ask("SELECT title FROM appointments WHERE id = 1"));

        // Invariant 6: the loser stands in one row, which names both and the claim.
        var row = Assert.Single(Conflicts(rig));
        Assert.Equal(("one family per slot", "title", "decided", "hms"), (row.Claim, row.Field, row.State, row.Winner));
        Assert.Equal("\"Anna\"", Text(row.Values["clinic"]));
        Assert.Contains("""{"id":1}""", row.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_move_that_loses_its_slot_goes_back_to_where_it_was()
    {
        await using var rig = await StartAsync();
        rig.Hub($"INSERT INTO appointments VALUES (1, '{Ten}', 'WIC'), (7, '{Eleven}', 'Anna')");
        await Eventually.Holds(() => rig.Delivered() == 2, "the clinic has both");
        await rig.ClerkAsync("/7/change", $$"""{"begin":"{{Ten}}"}""");

        await Eventually.Holds(() => Conflicts(rig).Count == 1, "the move has lost");
        await EventuallyAt(rig, 7, Eleven, "Anna");
        Assert.Equal(Eleven, rig.Ask("SELECT start FROM appointments WHERE id = 7"));
        Assert.Equal(("start", "one family per slot"), (Conflicts(rig)[0].Field, Conflicts(rig)[0].Claim));

        // Invariant 5: a quiet round writes nothing.
        var outcomes = (await rig.OutcomesAsync()).Count(o => o == "Delivered");
        rig.Hub("UPDATE appointments SET title = title");
        Assert.Equal(outcomes, (await rig.OutcomesAsync()).Count(o => o == "Delivered"));
    }

    [Fact]
    public async Task Of_two_bookings_of_the_application_the_later_one_is_cancelled()
    {
        await using var rig = await StartAsync();
        rig.Hub($"INSERT INTO appointments VALUES (1, '{Ten}', 'WIC')");
        rig.Hub($"INSERT INTO appointments VALUES (2, '{Ten}', 'WIC too')");
        await Eventually.Holds(() => rig.Ask("SELECT title FROM appointments WHERE id = 2") == "cancelled", "the later one gives up");
        Assert.Equal("WIC", rig.Ask("SELECT title FROM appointments WHERE id = 1"));
        await EventuallyAt(rig, 2, Ten, "cancelled");
        var row = Assert.Single(Conflicts(rig));
        Assert.Equal(("\"WIC too\"", "one family per slot"), (Text(row.Values["hms"]), row.Claim));
    }

    [Fact]
    public async Task The_applications_own_move_goes_back_too()
    {
        await using var rig = await StartAsync();
        rig.Hub($"INSERT INTO appointments VALUES (1, '{Ten}', 'WIC'), (2, '{Eleven}', 'WIC too')");
        await rig.OutcomesAsync();
        rig.Hub($"UPDATE appointments SET start = '{Ten}' WHERE id = 2");
        await Eventually.Holds(() => rig.Ask("SELECT start FROM appointments WHERE id = 2") == Eleven, "it is where it was");
        await EventuallyAt(rig, 2, Eleven, "WIC too");
    }

    [Fact]
    public async Task Where_the_slot_it_had_is_taken_too_a_person_decides()
    {
        await using var rig = await StartAsync();
        rig.Hub($"INSERT INTO appointments VALUES (1, '{Ten}', 'WIC'), (2, '{Eleven}', 'WIC too')");
        await rig.OutcomesAsync();
        rig.Hub($"UPDATE appointments SET start = '{Ten}' WHERE id = 2; INSERT INTO appointments VALUES (3, '{Eleven}', 'third')");
        await Eventually.Holds(() => Conflicts(rig).Exists(c => c.State == "open"), "it stands open");
        await rig.OutcomesAsync();
        Assert.Equal(Ten, rig.Ask("SELECT start FROM appointments WHERE id = 2"));
        Assert.Equal("third", rig.Ask("SELECT title FROM appointments WHERE id = 3"));
    }

    [Fact]
    public async Task Who_had_booked_first_gets_it_although_the_word_came_late()
    {
        await using var rig = await StartAsync(poll: "1h");
        await Eventually.Holds(() => rig.Engine.Polls.Feeds[0].View.LastLook.Micros > 0, "the first look is over");
        await rig.ClerkAsync("", Booking(7, Ten)); // nobody rings
        rig.Hub($"INSERT INTO appointments VALUES (1, '{Ten}', 'WIC')");
        await rig.OutcomesAsync();
        await rig.DoorbellAsync("ring", "{}");
        await Eventually.Holds(() => rig.Ask("SELECT title FROM appointments WHERE id = 1") == "cancelled", "the application's gives up");
        Assert.Equal("Anna", rig.Ask("SELECT title FROM appointments WHERE id = 7"));
        await EventuallyAt(rig, 1, Ten, "cancelled");
    }

    [Fact]
    public async Task Where_nothing_says_cancelled_the_loser_is_deleted()
    {
        await using var rig = await StartAsync(Rules.Replace("unless: { title: cancelled }, ", "", StringComparison.Ordinal));
        rig.Hub($"INSERT INTO appointments VALUES (1, '{Ten}', 'WIC')");
        await rig.OutcomesAsync();
        await rig.ClerkAsync("", Booking(7, Ten));
        await Eventually.Holds(() => Conflicts(rig).Count == 1, "it has lost");
        await rig.OutcomesAsync();
        Assert.Equal("1", rig.Ask("SELECT count(*) FROM appointments"));
        Assert.Equal(["1"], (await rig.AtTheClinicAsync()).Select(a => $"{a!["id"]}"));
    }

    [Fact]
    public async Task Rows_of_before_the_claim_stand_whoever_comes()
    {
        var rules = Rules + "\nfirst: { only_hub: leave }\n";
        await using var rig = await StartAsync(
            rules, before: $"INSERT INTO appointments VALUES (1, '{Ten}', 'old'), (2, '{Ten}', 'old too')");
        await rig.ClerkAsync("", Booking(7, Ten));
        await Eventually.Holds(() => rig.Ask("SELECT title FROM appointments WHERE id = 7") == "cancelled", "the new one gives up");
        await rig.OutcomesAsync();
        Assert.Equal("2", rig.Ask("SELECT count(*) FROM appointments WHERE title LIKE 'old%'"));
    }

    [Fact]
    public async Task Too_many_losers_hold_the_claim_until_somebody_looks()
    {
        await using var rig = await StartAsync(Rules.Replace("MORE", "max_losers: { count: 1, per: 1h }", StringComparison.Ordinal));
        rig.Hub($"INSERT INTO appointments VALUES (1, '{Ten}', 'WIC'), (2, '{Eleven}', 'WIC'), (3, '{Noon}', 'WIC')");
        await rig.OutcomesAsync();
        await rig.ClerkAsync("", Booking(7, Ten));
        await Eventually.Holds(() => Conflicts(rig).Count == 1, "one may lose");
        await rig.ClerkAsync("", Booking(8, Eleven));

        // Invariant 12: it says so, and decides nothing.
        using var control = new HmsSync.Hosting.EngineControl(rig.Engine);
        await Eventually.Holds(() => control.Readiness.Degraded.Any(d => d.Code == "losers"), "the claim holds");
        Assert.Null(rig.Ask("SELECT title FROM appointments WHERE id = 8"));
        Assert.False((await control.Resume.GoOnAsync("clinics", "losers")).Ok);
        Assert.True((await control.Resume.GoOnAsync("appointments", "losers")).Ok);
        await Eventually.Holds(() => rig.Ask("SELECT title FROM appointments WHERE id = 8") == "cancelled", "it decides again");
    }

    [Fact]
    public async Task What_a_person_has_looked_at_counts_no_more_after_a_restart()
    {
        await using var rig = await StartAsync(Rules.Replace("MORE", "max_losers: { count: 2, per: 1h }", StringComparison.Ordinal));
        rig.Hub($"INSERT INTO appointments VALUES (1, '{Ten}', 'WIC')");
        await rig.OutcomesAsync();
        for (var id = 7; id <= 9; id++)
        {
            await rig.ClerkAsync("", Booking(id, Ten));
            if (id < 9)
            {
                await EventuallyAt(rig, id, Ten, "cancelled");
            }
        }

        var control = new HmsSync.Hosting.EngineControl(rig.Engine);
        await Eventually.Holds(() => control.Readiness.Degraded.Any(d => d.Code == "losers"), "the claim holds");
        Assert.True((await control.Resume.GoOnAsync("appointments", "losers")).Ok);
        control.Dispose();
        await EventuallyAt(rig, 9, Ten, "cancelled");

        await rig.RestartAsync();
        await rig.ClerkAsync("", Booking(10, Ten));
        await EventuallyAt(rig, 10, Ten, "cancelled");
    }

    [Fact]
    public async Task A_person_can_put_the_loser_back()
    {
        await using var rig = await StartAsync();
        rig.Hub($"INSERT INTO appointments VALUES (1, '{Ten}', 'WIC')");
        rig.Hub($"INSERT INTO appointments VALUES (2, '{Ten}', 'WIC too')");
        await Eventually.Holds(() => Conflicts(rig).Count == 1, "the later one gives up");
        using var control = new HmsSync.Hosting.EngineControl(rig.Engine);
        Assert.Equal(ConflictEndKind.Taken, (await control.Review.RevertAsync(Conflicts(rig)[0].Id, "anna")).Kind);
        await Eventually.Holds(() => rig.Ask("SELECT title FROM appointments WHERE id = 2") == "WIC too", "it is back");
        await rig.OutcomesAsync();
        Assert.Equal("WIC", rig.Ask("SELECT title FROM appointments WHERE id = 1")); // both stand: a person said so
        Assert.Equal("WIC too", rig.Ask("SELECT title FROM appointments WHERE id = 2"));
    }

    private static Task<ClinicRig> StartAsync(string rules = Rules, string poll = "20ms", string? before = null)
        => ClinicRig.StartAsync(
            poll: poll, conflicts: rules.Replace("MORE", "winner: earliest_change", StringComparison.Ordinal), sql: before);

    private static string Booking(int id, string start) => $$"""{"id":"{{id}}","begin":"{{start}}","title":"Anna"}""";

    private static List<ConflictView> Conflicts(ClinicRig rig) => new ConflictList(rig.Engine.Store.Readers).Read(all: true);

    private static string Text(HmsSync.Views.RawJson value) => System.Text.Encoding.UTF8.GetString(value.Utf8.Span);

    private static async Task EventuallyAt(ClinicRig rig, int id, string start, string title)
    {
        await Eventually.HoldsAsync(
            async () => (await rig.AtTheClinicAsync()).Any(
                a => ($"{a!["id"]}", $"{a["begin"]}", $"{a["title"]}") == ($"{id}", start, title)),
            $"the clinic holds {id} at {start} as {title}");
        await rig.OutcomesAsync();
    }
}
