using System.Text.Json.Nodes;
using HmsSync.Lanes.Meetings;
using HmsSync.Tests.Fakes;
using Xunit;

namespace HmsSync.Tests.Server.Records;

/// <summary>A hub and a calendar that both hold appointments before they first meet, over real HTTP.</summary>
public sealed class MeetingTests
{
    private const string Ten = "2030-01-07T10:00:00Z";
    private const string Eleven = "2030-01-07T11:00:00Z";

    // Invariant 4, Invariant 6
    [Theory]
    [InlineData("hub", "here", "clinic")]
    [InlineData("partner", "there", "hms")]
    public async Task What_differs_goes_by_the_word_and_the_loser_is_kept(string differ, string stands, string loser)
    {
        await using var rig = await ClinicRig.StartAsync(first: $"{{ differ: {differ} }}", before: FillAsync);
        await MetAsync(rig);
        await AgreeAsync(rig, ("1", "alike"), ("2", stands), ("3", "only here"), ("4", "only there"));

        var conflict = Assert.Single(await rig.ConflictsAsync());
        Assert.Equal(("title", "decided"), ($"{conflict["field"]}", $"{conflict["state"]}"));
        Assert.Equal(differ == "hub" ? "there" : "here", $"{conflict["values"]![loser]}");
        Assert.Empty((await rig.StatusAsync())["meetings"]!.AsArray());
    }

    // Invariant 5
    [Fact]
    public async Task What_is_alike_on_both_sides_is_written_on_neither()
    {
        await using var rig = await ClinicRig.StartAsync(first: "{ differ: hub }", before: async rig =>
        {
            rig.Hub($"INSERT INTO appointments VALUES (1, '{Ten}', 'alike')");
            await rig.ClerkAsync("", $$"""{"id":"1","begin":"{{Ten}}","title":" alike "}""");
        });
        await MetAsync(rig);
        await rig.OutcomesAsync();
        var there = Assert.Single(await rig.AtTheClinicAsync())!;
        Assert.Equal(("\"v1\"", "alike"), ($"{there["etag"]}", $"{there["title"]}"));
        Assert.Equal("alike", rig.Ask("SELECT title FROM appointments"));
        Assert.Empty(await rig.ConflictsAsync());

        // They are linked: a change of one is told to the other as a change.
        rig.Hub("UPDATE appointments SET title = 'moved'");
        await AgreeAsync(rig, ("1", "moved"));
    }

    // Invariant 1
    [Fact]
    public async Task Without_a_word_both_directions_are_held_until_somebody_says_so()
    {
        await using var rig = await ClinicRig.StartAsync(poll: "20ms", before: FillAsync);
        await Eventually.Holds(() => rig.Engine.Meetings.Loops[0].Meeting.Stage == MeetingStage.Held, "it is held");
        var status = Assert.Single((await rig.StatusAsync())["meetings"]!.AsArray())!;
        Assert.Equal(
            ("clinic", "held", "hms-sync link clinic --table appointments --apply"),
            ($"{status["partner"]}", $"{status["state"]}", $"{status["help"]}"));

        // Both sides go on, and nothing crosses.
        rig.Hub("UPDATE appointments SET title = 'alike, moved' WHERE id = 1");
        rig.Hub($"INSERT INTO appointments VALUES (5, '{Ten}', 'new here')");
        await rig.ClerkAsync("/4/change", """{"title":"only there, moved"}""");
        Assert.Equal(204, await rig.DoorbellAsync("hint", """{"id":"4"}"""));
        await Eventually.HoldsAsync(async () => (await rig.OutcomesAsync()).Count >= 3, "all three are judged");
        Assert.Equal(["Held", "Held", "Held"], await rig.OutcomesAsync());

        var counted = await rig.LinkAsync(apply: false);
        Assert.Equal(
            (2L, 2L, 2L, 1L, 0L),
            (Number(counted, "matched"), Number(counted, "differing"), Number(counted, "only_hub"), Number(counted, "only_partner"),
                Number(counted, "ambiguous")));
        Assert.Equal("""[{"id":3},{"id":5}]""", counted["tables"]![0]!["examples"]!["only_hub"]!.ToJsonString());
        Assert.Equal(3, (await rig.AtTheClinicAsync()).Count);

        var met = await rig.LinkAsync(apply: true);
        Assert.Equal(("true", "met"), ($"{met["applied"]}", $"{met["tables"]![0]!["state"]}"));
        await Eventually.Holds(() => rig.Ask("SELECT title FROM appointments WHERE id = 4") == "only there, moved", "the hub has it");
        await Eventually.HoldsAsync(async () => (await rig.AtTheClinicAsync()).Count == 5, "the clinic has all");
        await rig.OutcomesAsync();
        Assert.Equal(
            rig.Ask("SELECT group_concat(title) FROM (SELECT title FROM appointments ORDER BY id)"),
            string.Join(',', (await rig.AtTheClinicAsync())
                .OrderBy(a => $"{a!["id"]}", StringComparer.Ordinal).Select(a => $"{a!["title"]}")));
    }

    [Fact]
    public async Task What_is_to_be_left_is_left_until_somebody_changes_it()
    {
        await using var rig = await ClinicRig.StartAsync(
            poll: "20ms", first: "{ differ: hub, only_hub: leave, only_partner: leave }", before: FillAsync);
        await MetAsync(rig);
        await rig.OutcomesAsync();
        Assert.Equal("1,2,3", rig.Ask("SELECT group_concat(id) FROM (SELECT id FROM appointments ORDER BY id)"));
        Assert.Equal(3, (await rig.AtTheClinicAsync()).Count);

        rig.Hub("UPDATE appointments SET title = 'told now' WHERE id = 3");
        await rig.ClerkAsync("/4/change", """{"title":"taken now"}""");
        await AgreeAsync(rig, ("1", "alike"), ("2", "here"), ("3", "told now"), ("4", "taken now"));
    }

    [Fact]
    public async Task A_snapshot_does_not_bring_what_is_to_be_left()
    {
        await using var rig = await ClinicRig.StartAsync(
            poll: "20ms", first: "{ differ: hub, only_hub: leave }", before: FillAsync, snapshot: true);
        await MetAsync(rig);
        await AgreeAsync(rig, ("1", "alike"), ("2", "here"), ("4", "only there"));
        await rig.OutcomesAsync();
        Assert.DoesNotContain(await rig.AtTheClinicAsync(), a => $"{a!["id"]}" == "3");

        rig.Hub("UPDATE appointments SET title = 'told now' WHERE id = 3");
        await AgreeAsync(rig, ("3", "told now"));
    }

    [Fact]
    public async Task Where_the_partner_is_empty_a_snapshot_goes_to_it_whatever_would_be_left()
    {
        await using var rig = await ClinicRig.StartAsync(
            first: "{ only_hub: leave }", snapshot: true, before: rig =>
            {
                rig.Hub($"INSERT INTO appointments VALUES (1, '{Ten}', 'here'), (2, '{Ten}', 'here too')");
                return Task.CompletedTask;
            });
        await AgreeAsync(rig, ("1", "here"), ("2", "here too"));
    }

    [Fact]
    public async Task Where_one_side_is_empty_there_is_nothing_to_meet()
    {
        await using var rig = await ClinicRig.StartAsync(
            before: rig => rig.ClerkAsync("", $$"""{"id":"4","begin":"{{Ten}}","title":"only there"}"""));
        await Eventually.Holds(() => rig.Engine.Meetings.Loops[0].Meeting.Stage == MeetingStage.Met, "nothing is to meet");
        await Eventually.Holds(() => rig.Ask("SELECT title FROM appointments WHERE id = 4") == "only there", "its changes tell it");
    }

    [Fact]
    public async Task Where_ids_are_the_calendars_the_same_slot_makes_two_records_one()
    {
        await using var rig = await ClinicRig.StartAsync(
            ownIds: true, poll: "20ms", first: "{ match: [start], differ: hub }", before: async rig =>
            {
                rig.Hub($"INSERT INTO appointments VALUES (1, '{Ten}', 'here'), (2, '{Eleven}', 'twin one'), (3, '{Eleven}', 'twin two')");
                await rig.ClerkAsync("", $$"""{"begin":"{{Ten}}","title":"there"}""");
                await rig.ClerkAsync("", $$"""{"begin":"{{Eleven}}","title":"whose"}""");
                await rig.ClerkAsync("", """{"begin":"2030-01-07T12:00:00Z","title":"only there"}""");
            });
        await MetAsync(rig);
        await Eventually.HoldsAsync(
            async () => (await TitlesThereAsync(rig)).SequenceEqual(["here", "only there", "whose"]), "one is known as the hub's");
        Assert.Equal("here,only there,twin one,twin two", TitlesHere(rig));

        // Nobody can tell which of the twins it is: each stands open, and nothing of them is written.
        var open = (await rig.ConflictsAsync()).Where(c => $"{c["rule"]}" == "first").ToList();
        Assert.Equal(3, open.Count);
        Assert.All(open, c => Assert.Equal("open", $"{c["state"]}"));
        rig.Hub("UPDATE appointments SET title = 'twin one, moved' WHERE id = 2");
        await rig.OutcomesAsync();
        Assert.Equal(3, (await rig.AtTheClinicAsync()).Count);

        var twin = open.First(c => $"{c["key"]}".Contains('2', StringComparison.Ordinal) && c["values"]!["clinic"] is null);
        Assert.Equal(422, await rig.ResolveAsync(Number(twin, "id"), "clinic"));
        Assert.Equal(200, await rig.ResolveAsync(Number(twin, "id"), "hms"));
        await Eventually.HoldsAsync(
            async () => (await TitlesThereAsync(rig)).SequenceEqual(["here", "only there", "twin one, moved", "whose"]),
            "it is one of its own");
        var whose = open.First(c => c["values"]!["hms"] is null);
        Assert.Equal(200, await rig.ResolveAsync(Number(whose, "id"), "clinic"));
        await Eventually.Holds(() => TitlesHere(rig) == "here,only there,twin one, moved,twin two,whose", "so is this one");
    }

    private static async Task FillAsync(ClinicRig rig)
    {
        rig.Hub($"INSERT INTO appointments VALUES (1, '{Ten}', 'alike'), (2, '{Ten}', 'here'), (3, '{Ten}', 'only here')");
        foreach (var (id, title) in new[] { ("1", "alike"), ("2", "there"), ("4", "only there") })
        {
            await rig.ClerkAsync("", $$"""{"id":"{{id}}","begin":"{{Ten}}","title":"{{title}}"}""");
        }
    }

    private static async Task MetAsync(ClinicRig rig)
    {
        var meeting = rig.Engine.Meetings.Loops[0].Meeting;
        await Eventually.HoldsAsync(
            () => Task.FromResult(meeting.Stage == MeetingStage.Met), "they have met").ContinueWith(
            t => Assert.True(t.IsCompletedSuccessfully, $"{meeting.Row} {meeting.Why}"), TaskScheduler.Default);
    }

    private static async Task AgreeAsync(ClinicRig rig, params (string Id, string Title)[] expected)
    {
        foreach (var (id, title) in expected)
        {
            await Eventually.Holds(() => rig.Ask($"SELECT title FROM appointments WHERE id = {id}") == title, $"the hub's {id} is {title}");
            await Eventually.HoldsAsync(
                async () => (await rig.AtTheClinicAsync()).Any(a => $"{a!["id"]}" == id && $"{a!["title"]}".Trim() == title),
                $"the clinic's {id} is {title}");
        }
    }

    private static async Task<List<string>> TitlesThereAsync(ClinicRig rig)
        => [.. (await rig.AtTheClinicAsync()).Select(a => $"{a!["title"]}").Order(StringComparer.Ordinal)];

    private static string? TitlesHere(ClinicRig rig)
        => rig.Ask("SELECT group_concat(title) FROM (SELECT title FROM appointments ORDER BY title)");

    private static long Number(JsonObject of, string name) => of[name]!.GetValue<long>();
}
