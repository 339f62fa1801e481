using System.Net;
using HmsSync.Tests.Fakes;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace HmsSync.Tests.Server.Api;

public sealed class DeliveriesApiTests
{
    [Fact]
    public async Task A_delivery_shows_its_tries_with_what_the_partner_said_and_without_our_secrets()
    {
        await using var rig = await ServerRig.StartAsync();
        var calls = 0;
        rig.Partner.Script = (_, context) =>
        {
            context.Response.StatusCode = ++calls == 1 ? 500 : 204;
            return calls == 1
                ? context.Response.WriteAsync($"no disk; you sent Bearer abc.def and {Workspace.Secret}")
                : Task.CompletedTask;
        };
        rig.Workspace.Hub("INSERT INTO appointments VALUES(42, 'booked', '2026-12-01', '555')");
        await Eventually.Holds(() => rig.Outcomes().Count == 1, "the row is delivered");

        var listed = Assert.Single((await rig.Get("/api/deliveries?table=appointments&key=42")).Json.EnumerateArray());
        Assert.Equal("lotus:1", listed.GetProperty("id").GetString());
        Assert.Equal("delivered", listed.GetProperty("state").GetString());
        Assert.Equal(2, listed.GetProperty("attempts").GetInt32());
        Assert.True(listed.GetProperty("took_ms").GetDouble() > 0);

        await Eventually.HoldsAsync(
            async () => (await rig.Get("/api/deliveries/lotus:1")).Json.GetProperty("tries").GetArrayLength() == 2, "both tries are there");
        var one = (await rig.Get("/api/deliveries/lotus:1")).Json;
        Assert.Equal(["http_500", "ok"], one.GetProperty("tries").EnumerateArray().Select(t => t.GetProperty("code").GetString()));
        Assert.Equal(
            "no disk; you sent Bearer *** and ***", one.GetProperty("tries")[0].GetProperty("answer").GetString());
        Assert.Equal("booked", one.GetProperty("data").GetProperty("status").GetString());
    }

    [Fact]
    public async Task What_waits_for_its_next_try_stands_in_the_list()
    {
        await using var rig = await ServerRig.StartAsync();
        rig.Partner.Answer(500);
        rig.Workspace.Hub("INSERT INTO appointments VALUES(42, 'booked', '2026-12-01', '555')");
        await Eventually.HoldsAsync(
            async () => (await rig.Get("/api/deliveries?partner=lotus")).Json.EnumerateArray()
                .Any(d => d.GetProperty("state").GetString() == "waiting" && d.GetProperty("code").GetString() == "http_500"),
            "the delivery waits");
    }

    [Theory]
    [InlineData("?partner=lotus", 2)]
    [InlineData("?partner=hospital", 0)]
    [InlineData("?table=appointments", 2)]
    [InlineData("?table=nothing", 0)]
    [InlineData("?table=appointments&key=7", 0)]
    [InlineData("?table=appointments&key=%7B%22id%22%3A1%7D", 1)]
    [InlineData("?since=1h", 2)]
    [InlineData("?until=1h", 0)]
    [InlineData("?limit=1", 1)]
    public async Task Filters_mean_what_they_mean_everywhere(string query, int found)
    {
        await using var rig = await ServerRig.StartAsync();
        rig.Workspace.Hub("INSERT INTO appointments VALUES(1, 'booked', 'a', 'b'), (2, 'booked', 'a', 'b')");
        await Eventually.Holds(() => rig.Outcomes().Count == 2, "both rows are delivered");
        Assert.Equal(found, (await rig.Get("/api/deliveries" + query)).Json.GetArrayLength());
    }

    [Theory]
    [InlineData("?limit=0")]
    [InlineData("?limit=10001")]
    [InlineData("?since=soon")]
    [InlineData("?key=1")]
    public async Task A_question_that_cannot_be_meant_is_refused(string query)
    {
        await using var rig = await ServerRig.StartAsync();
        var answer = await rig.Get("/api/deliveries" + query);
        Assert.Equal((HttpStatusCode.BadRequest, "bad_query"), (answer.Status, answer.Code));
    }

    [Theory]
    [InlineData("lotus:9")]
    [InlineData("nobody:1")]
    [InlineData("1")]
    public async Task Who_is_not_there_is_not_found(string id)
    {
        await using var rig = await ServerRig.StartAsync();
        var answer = await rig.Get("/api/deliveries/" + id);
        Assert.Equal((HttpStatusCode.NotFound, "no_delivery"), (answer.Status, answer.Code));
    }
}
