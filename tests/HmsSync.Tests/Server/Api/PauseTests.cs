using System.Net;
using HmsSync.Tests.Fakes;
using Xunit;

namespace HmsSync.Tests.Server.Api;

public sealed class PauseTests
{
    [Fact]
    public async Task A_pause_survives_a_restart_and_says_who_and_since()
    {
        using var workspace = new Workspace();
        await using (var rig = await ServerRig.StartAsync(workspace))
        {
            Assert.Equal(HttpStatusCode.OK, (await rig.Post("/api/partners/lotus/pause", """{"by":"anna"}""")).Status);
        }

        await using (var rig = await ServerRig.StartAsync(workspace))
        {
            workspace.Hub("INSERT INTO appointments VALUES(1, 'booked', NULL, NULL)");
            await rig.Ring("/webhook/lotus/slot", $$"""{"auth":"{{Workspace.Secret}}","uid":2,"state":"B"}""");
            await Eventually.Holds(() => rig.Journal().Count == 2, "both are journaled");
            var lanes = (await rig.Get("/api/status")).Json.GetProperty("lanes").EnumerateArray().Take(2).ToList();
            Assert.Equal(["hms/lotus", "lotus"], lanes.Select(l => l.GetProperty("lane").GetString()).Order(StringComparer.Ordinal));
            Assert.All(lanes, lane =>
            {
                Assert.Equal("paused", lane.GetProperty("state").GetString());
                Assert.Equal("anna", lane.GetProperty("paused_by").GetString());
                Assert.Equal("hms-sync partners resume lotus", lane.GetProperty("help").GetString());
                Assert.True(DateTimeOffset.TryParse(lane.GetProperty("since").GetString(), out _));
                Assert.Equal(1, lane.GetProperty("lag").GetInt64());
            });
            Assert.Empty(rig.Partner.Requests);
            Assert.Equal("1", workspace.AskHub("SELECT count(*) FROM appointments"));

            var resumed = await ServerRig.SendAsync(rig.Admin, HttpMethod.Post, "/api/partners/lotus/resume", null);
            Assert.Equal((HttpStatusCode.OK, "operator"), (resumed.Status, resumed.Json.GetProperty("by").GetString()));
            Assert.Equal("""{"uid":1,"state":"B","begin":null,"tel":null}""", (await rig.NextPush()).Body);
            await Eventually.Holds(() => workspace.AskHub("SELECT count(*) FROM appointments") == "2", "the hub got its own");
        }

        await using (var rig = await ServerRig.StartAsync(workspace))
        {
            Assert.Equal("running", (await rig.Get("/api/partners")).Json[0].GetProperty("state").GetString());
        }
    }

    [Fact]
    public async Task Nobody_can_pause_a_partner_that_is_not_there_or_under_no_name()
    {
        await using var rig = await ServerRig.StartAsync();
        Assert.Equal("unknown_partner", (await rig.Post("/api/partners/nobody/pause", "{}")).Code);
        Assert.Equal("unknown_partner", (await rig.Post("/api/partners/hms/resume", "{}")).Code);
        Assert.Equal("unknown_partner", (await rig.Post("/api/partners/nobody/test", "{}")).Code);
        Assert.Equal("bad_by", (await rig.Post("/api/partners/lotus/pause", """{"by":"a\nb"}""")).Code);
        Assert.Equal("bad_by", (await rig.Post("/api/partners/lotus/pause", """{"by":7}""")).Code);
        Assert.Equal("running", (await rig.Get("/api/partners")).Json[0].GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_test_makes_one_harmless_call()
    {
        await using var rig = await ServerRig.StartAsync();
        var good = (await rig.Post("/api/partners/lotus/test", "{}")).Json;
        Assert.True(good.GetProperty("ok").GetBoolean());
        Assert.Equal("HEAD", rig.Partner.Requests.Single().Method);

        rig.Partner.Answer(401);
        var refused = (await rig.Post("/api/partners/lotus/test", "{}")).Json;
        Assert.Equal((false, "http_401", 401), (
            refused.GetProperty("ok").GetBoolean(),
            refused.GetProperty("code").GetString(),
            refused.GetProperty("status").GetInt32()));

        rig.Partner.Answer(405);
        Assert.True((await rig.Post("/api/partners/lotus/test", "{}")).Json.GetProperty("ok").GetBoolean());
        Assert.Equal("listens", (await rig.Post("/api/partners/desk/test", "{}")).Code);
    }
}
