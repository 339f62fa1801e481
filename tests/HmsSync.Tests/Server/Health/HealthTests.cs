using System.Net;
using HmsSync.Tests.Fakes;
using Xunit;

namespace HmsSync.Tests.Server.Health;

public sealed class HealthTests
{
    [Fact]
    public async Task A_healthy_engine_is_up_and_ready()
    {
        await using var rig = await ServerRig.StartAsync();
        var up = await ServerRig.SendAsync(rig.Http, HttpMethod.Get, "/healthz", null);
        Assert.Equal((HttpStatusCode.OK, """{"status":"up"}"""), (up.Status, up.Body));
        var ready = await ServerRig.SendAsync(rig.Http, HttpMethod.Get, "/readyz", null);
        Assert.Equal(HttpStatusCode.OK, ready.Status);
        Assert.Equal("""{"ready":true,"hub":{"ok":true},"store":{"ok":true},"degraded":[]}""", ready.Body);
        Assert.Equal("no-store", ready.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task A_partner_that_is_away_is_named_and_no_503()
    {
        await using var rig = await ServerRig.StartAsync();
        rig.Partner.Answer(422);
        rig.Workspace.Hub("INSERT INTO appointments(id) VALUES(1)");
        await rig.Parked(1);
        await rig.Post("/api/partners/hospital/pause", """{"by":"anna"}""");
        var ready = await ServerRig.SendAsync(rig.Http, HttpMethod.Get, "/readyz", null);
        Assert.Equal(HttpStatusCode.OK, ready.Status);
        var degraded = ready.Json.GetProperty("degraded").EnumerateArray()
            .Select(d => (d.GetProperty("partner").GetString(), d.GetProperty("code").GetString(), d.GetProperty("help").GetString()));
        Assert.Equal(
            [
                ("hospital", "operator", "hms-sync partners resume hospital"),
                ("lotus", "parked", "hms-sync parked list --partner lotus"),
            ],
            degraded);
    }

    [Fact]
    public async Task A_hub_that_cannot_be_followed_is_503_with_the_way_out()
    {
        // Invariant 12
        await using var rig = await ServerRig.StartAsync();
        File.Move(rig.Workspace.HubPath, rig.Workspace.HubPath + ".away");
        File.Copy(rig.Workspace.HubPath + ".away", rig.Workspace.HubPath);
        await Eventually.Holds(() => rig.Engine.HubFeed.Stopped is not null, "the feed has noticed");
        var ready = await ServerRig.SendAsync(rig.Http, HttpMethod.Get, "/readyz", null);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.Status);
        var hub = ready.Json.GetProperty("hub");
        Assert.False(hub.GetProperty("ok").GetBoolean());
        Assert.Equal(rig.Engine.HubFeed.Stopped!.Code, hub.GetProperty("code").GetString());
        Assert.NotEqual("", hub.GetProperty("remedy").GetString());
        Assert.True(ready.Json.GetProperty("store").GetProperty("ok").GetBoolean());
        var stopped = (await rig.Get("/api/status")).Json.GetProperty("hub");
        Assert.Equal("stopped", stopped.GetProperty("state").GetString());
        Assert.Equal(hub.GetProperty("code").GetString(), stopped.GetProperty("stopped").GetProperty("code").GetString());
    }
}
