using System.Net;
using HmsSync.Tests.Fakes;
using Xunit;

namespace HmsSync.Tests.Server.Api;

/// <summary>Tables that are read whole once more, and the way back after a hub was put back from a backup.</summary>
public sealed class BackfillTests
{
    [Fact]
    public async Task A_table_is_read_whole_and_who_holds_it_already_is_told_nothing()
    {
        // Invariant 5
        await using var rig = await ServerRig.StartAsync();
        rig.Workspace.Hub("INSERT INTO appointments(id, status) VALUES(1, 'booked'), (2, 'booked'), (3, 'cancelled')");
        await Eventually.Holds(() => rig.Outcomes().Count == 3, "three are told");
        var begun = await rig.Post("/api/backfill", """{"table":"appointments","partner":"lotus"}""");
        Assert.True(begun.Json.GetProperty("ok").GetBoolean());
        await Eventually.Holds(() => rig.Outcomes().Count == 6, "all are looked at");
        Assert.Equal(["Delivered", "Delivered", "Delivered", "Agreed", "Agreed", "Agreed"], rig.Outcomes());
        Assert.Equal(3, rig.Partner.Requests.Count);
        await Ended(rig);
    }

    [Fact]
    public async Task A_partner_that_is_paused_is_told_when_it_goes_on_and_who_asks_twice_makes_one_reading()
    {
        await using var rig = await ServerRig.StartAsync();
        rig.Workspace.Hub("INSERT INTO appointments(id, status) VALUES(1, 'booked'), (2, 'booked'), (3, 'cancelled')");
        await Eventually.Holds(() => rig.Outcomes().Count == 3, "three are told");
        await rig.Post("/api/partners/lotus/pause", "{}");
        const string All = """{"table":"appointments","partner":"lotus"}""";
        Assert.True((await rig.Post("/api/backfill", All)).Json.GetProperty("ok").GetBoolean());
        Assert.True((await rig.Post("/api/backfill", All)).Json.GetProperty("ok").GetBoolean());
        Assert.Single(rig.Engine.HubFeed.Backfills);
        Assert.Equal(3, rig.Outcomes().Count);
        await rig.Post("/api/partners/lotus/resume", "{}");
        await Ended(rig);
        await Eventually.Holds(() => rig.Outcomes().Count >= 6, "all are looked at");
        Assert.Equal(3, rig.Partner.Requests.Count); // it holds them all
    }

    [Theory]
    [InlineData("""{"table":"nothing"}""", "unknown_table")]
    [InlineData("""{"table":"appointments","partner":"nobody"}""", "not_told")]
    [InlineData("""{"table":"appointments","partner":"hospital"}""", "not_told")]
    [InlineData("""{"partner":"lotus"}""", "bad_backfill")]
    public async Task What_cannot_be_read_for_anybody_is_refused(string body, string code)
    {
        await using var rig = await ServerRig.StartAsync();
        var refused = await rig.Post("/api/backfill", body);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, code), (refused.Status, refused.Code));
    }

    [Fact]
    public async Task A_hub_that_was_put_back_from_a_backup_is_followed_again_when_a_person_says_so()
    {
        // Invariant 12
        await using var rig = await ServerRig.StartAsync();
        rig.Workspace.Hub("INSERT INTO appointments(id, status) VALUES(1, 'booked'), (2, 'booked')");
        await Eventually.Holds(() => rig.Outcomes().Count == 2, "two are told");
        var backup = rig.Workspace.HubPath + ".backup";
        rig.Workspace.Hub($"VACUUM INTO '{backup}'");
        rig.Workspace.Hub("UPDATE appointments SET status = 'cancelled' WHERE id = 1; INSERT INTO appointments(id) VALUES(3)");
        await Eventually.Holds(() => rig.Outcomes().Count == 4, "what came after the backup is told");
        File.Move(backup, rig.Workspace.HubPath, overwrite: true);
        File.Delete(rig.Workspace.HubPath + "-wal");
        await Eventually.Holds(() => rig.Engine.HubFeed.Stopped?.Code == "hub_restored", "the feed has noticed");
        const string Way = "target=hms&after=hub_restored";
        var look = (await rig.Get($"/api/resume?{Way}")).Json;
        Assert.True(look.GetProperty("ok").GetBoolean());
        Assert.Contains("Of 3 records that were known", look.GetProperty("does").GetString(), StringComparison.Ordinal);
        var done = await rig.Post("/api/resume", """{"target":"hms","after":"hub_restored"}""");
        Assert.True(done.Json.GetProperty("ok").GetBoolean(), done.Body);
        await Ended(rig);

        // The hub counts: its older value goes out again, and what it has lost is a delete (which this partner is not sent).
        await Eventually.Holds(() => rig.Outcomes().Count == 7, "all are looked at");
        Assert.Equal(["Agreed", "Delivered", "NotSent"], rig.Outcomes().Skip(4).Order());
        var ready = await ServerRig.SendAsync(rig.Http, HttpMethod.Get, "/readyz", null);
        Assert.Equal(HttpStatusCode.OK, ready.Status);
        await rig.Ring("/webhook/lotus/slot", $$"""{"auth":"{{Workspace.Secret}}","uid":2,"state":"C"}""");
        await Eventually.Holds(
            () => rig.Workspace.AskHub("SELECT status FROM appointments WHERE id = 2") == "cancelled",
            "the file that counts is written to");
    }

    [Fact]
    public async Task What_is_not_held_does_not_go_on()
    {
        await using var rig = await ServerRig.StartAsync();
        foreach (var (target, after) in new[] { ("hms", "hub_restored"), ("appointments", "truncate"), ("hms", "slot_lost") })
        {
            var look = (await rig.Get($"/api/resume?target={target}&after={after}")).Json;
            Assert.Equal((false, "not_held"), (look.GetProperty("ok").GetBoolean(), look.GetProperty("code").GetString()));
        }
    }

    private static Task Ended(ServerRig rig) => Eventually.Holds(() => rig.Engine.HubFeed.Backfills.Count == 0, "nothing is read any more");
}
