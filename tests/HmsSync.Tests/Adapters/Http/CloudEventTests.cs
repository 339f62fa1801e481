using System.Text.Json;
using HmsSync.Sdk;
using HmsSync.Tests.Fakes;
using Xunit;

namespace HmsSync.Tests.Adapters.Http;

public sealed class CloudEventTests
{
    [Theory]
    [InlineData(ChangeOp.Insert, "appointments.insert")]
    [InlineData(ChangeOp.Update, "appointments.update")]
    [InlineData(ChangeOp.Delete, "appointments.delete")]
    [InlineData(ChangeOp.Event, "appointments")]
    public async Task A_push_is_a_structured_event_around_the_mapped_object(ChangeOp op, string type)
    {
        await using var partner = await ScriptedPartner.StartAsync();
        using var rig = new HttpRig(partner.Url, cloudEvents: true);
        Assert.Null((await rig.PushAsync("""{"uid":42,"name":"Zoë"}""", op)).Failure);

        var sent = Assert.Single(partner.Requests);
        Assert.Equal("application/cloudevents+json", sent.Headers["Content-Type"]);
        var e = JsonDocument.Parse(sent.Body).RootElement;
        Assert.Equal("1.0", e.GetProperty("specversion").GetString());
        Assert.Equal(sent.Headers["Idempotency-Key"], e.GetProperty("id").GetString());
        Assert.True(Uri.TryCreate(e.GetProperty("source").GetString(), UriKind.RelativeOrAbsolute, out _));
        Assert.Equal("urn:hms-sync:hms", e.GetProperty("source").GetString());
        Assert.Equal(type, e.GetProperty("type").GetString());
        Assert.Equal("2026-11-22T09:30:00.250000Z", e.GetProperty("time").GetString());
        Assert.Equal("""{"id":42}""", e.GetProperty("subject").GetString());
        Assert.Equal("""{"uid":42,"name":"Zoë"}""", e.GetProperty("data").GetRawText());
    }

    [Fact]
    public async Task Each_try_sends_the_same_bytes()
    {
        // Invariant 3: one key, one body.
        await using var partner = await ScriptedPartner.StartAsync();
        using var rig = new HttpRig(partner.Url, cloudEvents: true);
        await rig.PushAsync(trace: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        await rig.PushAsync(trace: "00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01");
        Assert.Single(partner.Requests.Select(r => r.Body).Distinct());
    }

    [Fact]
    public async Task A_place_in_the_url_is_filled_from_the_mapped_object()
    {
        await using var partner = await ScriptedPartner.StartAsync();
        using var rig = new HttpRig(new Uri(partner.Url + "beds/{uid}"), cloudEvents: true);
        await rig.PushAsync();
        Assert.Equal("/beds/42", partner.Requests.Single().Target);
    }

    [Fact]
    public async Task The_trace_goes_along()
    {
        const string trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        await using var partner = await ScriptedPartner.StartAsync();
        using var rig = new HttpRig(partner.Url);
        await rig.PushAsync(trace: trace);
        Assert.Equal(trace, partner.Requests.Single().Headers["traceparent"]);
    }
}
