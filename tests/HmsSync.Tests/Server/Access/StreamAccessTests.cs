using System.Net;
using System.Net.Http.Headers;
using HmsSync.Tests.Fakes;
using Xunit;

namespace HmsSync.Tests.Server.Access;

/// <summary>Streams under keys: they open with a ticket, and close when what they were opened with ends.</summary>
public sealed class StreamAccessTests
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_ticket_opens_one_stream_and_nothing_else()
    {
        await using var rig = await ServerRig.StartAsync();
        var key = await rig.IssueAsync("widget", "stream", "lotus");
        var given = (await rig.PostAsync("/auth/ticket", key)).Json;
        var ticket = Keys.Text(given, "ticket");
        Assert.True(given.GetProperty("expires").GetDateTimeOffset() <= TimeProvider.System.GetUtcNow().AddSeconds(60));
        foreach (var path in new[] { $"/replay?ticket={ticket}", $"/api/status?ticket={ticket}" })
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await ServerRig.SendAsync(rig.Http, HttpMethod.Get, path, null)).Status);
        }

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(rig, "/stream?ticket=nope", null));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(rig, $"/stream?ticket={ticket}", null));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(rig, $"/stream?ticket={ticket}", null));

        // It stands for the key: for its partner's view, and not at all when it is revoked.
        var second = Keys.Text((await rig.PostAsync("/auth/ticket", key)).Json, "ticket");
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(rig, $"/stream?ticket={second}&partner=hospital", null));
        var third = Keys.Text((await rig.PostAsync("/auth/ticket", key)).Json, "ticket");
        await rig.Post("/api/keys/widget/revoke", "{}");
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(rig, $"/stream?ticket={third}", null));
    }

    [Fact]
    public async Task A_stream_closes_when_its_key_is_revoked()
    {
        await using var rig = await ServerRig.StartAsync();
        var key = await rig.IssueAsync("widget", "stream");
        using var open = await OpenAsync(rig, "/stream", key);
        var reading = open.Content.ReadAsStringAsync(ServerRig.Stop);
        Assert.False(reading.IsCompleted);
        await rig.Post("/api/keys/widget/revoke", "{}");
        var text = await reading.WaitAsync(LongestWait, TimeProvider.System, ServerRig.Stop);
        Assert.StartsWith(": hms-sync", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_closes_when_its_key_ends()
    {
        var clock = new SetClock();
        await using var rig = await ServerRig.StartAsync(clock: clock);
        var key = await rig.IssueAsync("widget", "stream", expires: "1h");
        await ClosesAtItsEnd(rig, clock, key, TimeSpan.FromHours(1));
        Assert.Equal("expired", Keys.Text((await rig.Get("/api/keys")).Json[0], "state"));
    }

    [Fact]
    public async Task A_stream_that_was_opened_with_a_token_closes_when_the_tokens_key_ends()
    {
        var clock = new SetClock();
        await using var rig = await ServerRig.StartAsync(clock: clock);
        var key = await rig.IssueAsync("widget", "stream", expires: "10m");
        var token = Keys.Text((await rig.PostAsync("/auth/token", key)).Json, "token");
        await ClosesAtItsEnd(rig, clock, token, TimeSpan.FromMinutes(10));
    }

    /// <summary>A token that our own clock wrote needs no allowance for clocks that differ: what closed does not open again.</summary>
    [Fact]
    public async Task A_stream_closes_when_its_token_ends_and_the_token_opens_no_other()
    {
        var clock = new SetClock();
        await using var rig = await ServerRig.StartAsync(clock: clock);
        var key = await rig.IssueAsync("widget", "stream");
        var token = Keys.Text((await rig.PostAsync("/auth/token", key)).Json, "token");
        await ClosesAtItsEnd(rig, clock, token, TimeSpan.FromMinutes(15));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(rig, "/stream", key));
    }

    private static async Task ClosesAtItsEnd(ServerRig rig, SetClock clock, string bearer, TimeSpan lifetime)
    {
        using var open = await OpenAsync(rig, "/stream", bearer);
        var reading = open.Content.ReadAsStringAsync(ServerRig.Stop);
        Assert.False(reading.IsCompleted);
        clock.Advance(lifetime);
        var text = await reading.WaitAsync(LongestWait, TimeProvider.System, ServerRig.Stop);
        Assert.StartsWith(": hms-sync", text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(rig, "/stream", bearer));
    }

    private static async Task<HttpStatusCode> StatusAsync(ServerRig rig, string path, string? bearer)
    {
        using var answer = await OpenAsync(rig, path, bearer);
        return answer.StatusCode;
    }

    private static async Task<HttpResponseMessage> OpenAsync(ServerRig rig, string path, string? bearer)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (bearer is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        }

        return await rig.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ServerRig.Stop);
    }
}
