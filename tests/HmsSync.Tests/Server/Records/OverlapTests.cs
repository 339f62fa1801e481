using HmsSync.Feeds;
using HmsSync.Tests.Fakes;
using Xunit;

namespace HmsSync.Tests.Server.Records;

/// <summary>What overlapped before a claim was kept is shown to a person and judged by nobody.</summary>
public sealed class OverlapTests
{
    private const string Ten = "2030-01-07T10:00:00Z";
    private const string Eleven = "2030-01-07T11:00:00Z";

    private const string NoClaim = "table: appointments\nrules: [{ field: \"*\", winner: latest_change }]\n";

    private const string Claim = NoClaim + "claims: [{ name: one family per slot, same: [start], unless: { title: cancelled } }]\n";

    [Fact]
    public async Task A_new_claim_lists_older_overlaps_once_and_changes_nothing()
    {
        await using var rig = await ClinicRig.StartAsync(conflicts: NoClaim, sql: $"""
            INSERT INTO appointments VALUES (1, '{Ten}', 'a'), (2, '{Ten}', 'b'), (3, '{Eleven}', 'c'), (4, '{Ten}', 'cancelled')
            """);
        rig.Hub($"INSERT INTO appointments VALUES (5, '{Eleven}', 'd')");
        await Eventually.Holds(() => rig.Delivered() == 1, "the feed has shown it while there was no claim");
        Assert.Empty(await rig.ConflictsAsync());

        await rig.RestartAsync(Claim);
        await Eventually.HoldsAsync(async () => (await rig.ConflictsAsync()).Count == 2, "they are listed");
        var open = await rig.ConflictsAsync();
        Assert.All(open, c => Assert.Equal(
            ("open", "one family per slot", "one family per slot", "start"),
            ($"{c["state"]}", $"{c["claim"]}", $"{c["rule"]}", $"{c["field"]}")));
        Assert.Contains("""{"id":1}""", $"{open.Single(c => $"{c["key"]!["id"]}" == "2")["why"]}", StringComparison.Ordinal);
        Assert.Contains("""{"id":3}""", $"{open.Single(c => $"{c["key"]!["id"]}" == "5")["why"]}", StringComparison.Ordinal);

        // A person says that both may stand, and a restart asks nobody again.
        Assert.Equal(200, await rig.ResolveAsync(open.Single(c => $"{c["key"]!["id"]}" == "2")["id"]!.GetValue<long>(), "hms"));
        await rig.RestartAsync();
        await rig.OutcomesAsync();
        Assert.Equal("5", $"{Assert.Single(await rig.ConflictsAsync())["key"]!["id"]}");
        Assert.Equal("a,b,c,cancelled,d", rig.Ask("SELECT group_concat(title) FROM (SELECT title FROM appointments ORDER BY title)"));
    }

    [Fact]
    public async Task A_claim_that_says_something_else_is_a_new_one_and_goes_on_judging()
    {
        await using var rig = await ClinicRig.StartAsync(
            conflicts: Claim.Replace("same: [start]", "same: [start, title]", StringComparison.Ordinal));
        rig.Hub($"INSERT INTO appointments VALUES (1, '{Ten}', 'a'), (2, '{Ten}', 'b')");
        await Eventually.Holds(() => rig.Delivered() == 2, "the feed has shown them while they did not overlap");
        Assert.Empty(await rig.ConflictsAsync());

        await rig.RestartAsync(Claim);
        await Eventually.HoldsAsync(async () => (await rig.ConflictsAsync()).Count == 1, "they overlap now");

        // What comes from now on is judged, and who stood there before stands.
        rig.Hub($"INSERT INTO appointments VALUES (3, '{Ten}', 'c')");
        await Eventually.Holds(() => rig.Ask("SELECT title FROM appointments WHERE id = 3") == "cancelled", "it came too late");
        Assert.Equal("a,b", rig.Ask("SELECT group_concat(title) FROM (SELECT title FROM appointments WHERE id < 3 ORDER BY id)"));
    }

    [Fact]
    public async Task Older_overlaps_are_no_losers_that_hold_the_claim()
    {
        var rows = string.Join(',', Enumerable.Range(1, 12).Select(id => $"({id}, '{Ten}', 'n{id}')"));
        await using var rig = await ClinicRig.StartAsync(conflicts: Claim, sql: $"INSERT INTO appointments VALUES {rows}");
        await Eventually.HoldsAsync(async () => (await rig.ConflictsAsync()).Count == 11, "they are listed");
        await rig.RestartAsync();
        rig.Hub($"INSERT INTO appointments VALUES (20, '{Ten}', 'late')");
        await Eventually.Holds(() => rig.Ask("SELECT title FROM appointments WHERE id = 20") == "cancelled", "the claim decides");
    }

    // Invariant 12: what came while nobody looked is nobody's fault; who stood there before and who came then are shown to a person.
    [Fact]
    public async Task What_came_while_changes_were_missed_is_listed_and_not_judged()
    {
        await using var rig = await ClinicRig.StartAsync(conflicts: Claim);
        rig.Hub($"INSERT INTO appointments VALUES (1, '{Ten}', 'a'), (9, '{Eleven}', 'cancelled')");
        await Eventually.Holds(() => rig.Delivered() == 2, "the feed has shown them");
        var backup = rig.Backup("backup.db");
        rig.Hub("UPDATE appointments SET title = 'not in the backup' WHERE id = 9");
        await Eventually.Holds(() => rig.Delivered() == 3, "the feed has shown that");
        rig.PutHubBack(backup, $"INSERT INTO appointments VALUES (2, '{Ten}', 'b'), (3, '{Eleven}', 'c'), (4, '{Eleven}', 'd')");
        await Eventually.Holds(() => rig.Engine.HubFeed.Stopped?.Code == "hub_restored", "the feed has noticed");
        Assert.Null(await rig.Engine.HubFeed.Orders.AskAsync(new HubOrder("hub_restored", "")));
        await Eventually.HoldsAsync(async () => (await OpenAsync(rig)).Count() == 2, "they are listed");
        Assert.Equal(["2", "4"], (await OpenAsync(rig)).Order(StringComparer.Ordinal));
        Assert.Equal("a,b,c,d", rig.Ask("SELECT group_concat(title) FROM (SELECT title FROM appointments WHERE id < 9 ORDER BY id)"));

        // What comes from now on is judged.
        rig.Hub($"INSERT INTO appointments VALUES (5, '{Ten}', 'e')");
        await Eventually.Holds(() => rig.Ask("SELECT title FROM appointments WHERE id = 5") == "cancelled", "it came too late");
        await rig.RestartAsync();
        await rig.OutcomesAsync();
        Assert.Equal(["2", "4"], (await OpenAsync(rig)).Order(StringComparer.Ordinal));
    }

    private static async Task<IEnumerable<string>> OpenAsync(ClinicRig rig)
        => (await rig.ConflictsAsync()).Where(c => $"{c["state"]}" == "open").Select(c => $"{c["key"]!["id"]}");
}
