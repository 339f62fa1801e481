using HmsSync.Changes;
using Xunit;

namespace HmsSync.Tests.Server;

public sealed class TraceTests
{
    private const string Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    [Fact]
    public async Task The_trace_of_a_doorbell_is_kept_with_its_event()
    {
        await using var rig = await ServerRig.StartAsync();
        var rung = await rig.Ring(
            "/webhook/lotus/slot",
            $$"""{"uid":7,"state":"B","begin":"2026-12-01","tel":"555","auth":"{{Workspace.Secret}}"}""", ("traceparent", Trace));
        Assert.Equal(204, (int)rung.Status);
        var seq = rig.Journal().First(e => e.Source.Name == "lotus").Seq;
        Assert.Equal(Trace, rig.Engine.Store.Readers.Read(reader => reader.Deliveries.Trace(seq)));
    }

    [Fact]
    public async Task What_began_here_has_a_trace_all_the_same()
    {
        await using var rig = await ServerRig.StartAsync();
        await rig.Post("/events", """{"topic":"note","data":{"text":"x"}}""");
        var push = await rig.NextPush();
        Assert.Equal(push.Headers["traceparent"], TraceParent.Read(push.Headers["traceparent"]));
    }

    [Fact]
    public async Task A_published_event_goes_on_with_the_trace_it_came_with()
    {
        await using var rig = await ServerRig.StartAsync();
        var published = await ServerRig.SendAsync(
            rig.Admin, HttpMethod.Post, "/events", """{"topic":"note","data":{"text":"x"}}"""u8.ToArray(), ("traceparent", Trace));
        Assert.Equal(202, (int)published.Status);
        var push = await rig.NextPush();
        Assert.Equal(Trace[..35], push.Headers["traceparent"][..35]);
    }
}
