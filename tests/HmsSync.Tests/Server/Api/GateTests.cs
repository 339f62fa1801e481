using System.Net;
using System.Text.Json;
using HmsSync.Server.Hosting;
using Xunit;

namespace HmsSync.Tests.Server.Api;

public sealed class GateTests
{
    public static TheoryData<string, string> Doors() => new()
    {
        { "GET", "/api/status" }, { "GET", "/api/events" }, { "GET", "/api/parked" }, { "GET", "/api/parked/1" },
        { "GET", "/api/partners" }, { "GET", "/api/conflicts" }, { "GET", "/api/audit" }, { "POST", "/events" },
        { "GET", "/replay" }, { "GET", "/stream?after=x" },
        { "POST", "/api/parked/redrive" }, { "POST", "/api/parked/drop" }, { "POST", "/api/partners/lotus/pause" },
        { "POST", "/api/partners/lotus/resume" }, { "POST", "/api/partners/lotus/test" },
        { "GET", "/metrics" }, { "GET", "/api/keys" }, { "POST", "/api/keys" }, { "POST", "/api/keys/x/revoke" },
        { "POST", "/api/keys/rotate" }, { "POST", "/auth/token" }, { "POST", "/auth/ticket" },
    };

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task Without_the_token_no_door_opens(string method, string path)
    {
        await using var rig = await ServerRig.StartAsync();
        var body = method == "POST" ? "{}"u8.ToArray() : null;
        foreach (var header in new[] { null, "Bearer nope", "Bearer ", "Basic " + rig.Server.Token, rig.Server.Token })
        {
            var answer = header is null
                ? await ServerRig.SendAsync(rig.Http, new HttpMethod(method), path, body)
                : await ServerRig.SendAsync(rig.Http, new HttpMethod(method), path, body, ("Authorization", header));
            Assert.Equal((HttpStatusCode.Unauthorized, "unauthorized"), (answer.Status, answer.Code));
        }

        Assert.NotEqual(
            HttpStatusCode.Unauthorized, (await ServerRig.SendAsync(rig.Admin, new HttpMethod(method), path, body)).Status);
    }

    [Fact]
    public async Task Without_auth_each_caller_of_this_machine_is_admin_but_no_page_and_no_other_name()
    {
        await using var rig = await ServerRig.StartAsync(authRequired: false);
        Assert.Equal(HttpStatusCode.OK, (await ServerRig.SendAsync(rig.Http, HttpMethod.Get, "/api/status", null)).Status);
        var page = await rig.Ring("/api/partners/lotus/pause", "{}", ("Origin", "http://evil.example"));
        Assert.Equal((HttpStatusCode.Forbidden, "origin_refused"), (page.Status, page.Code));
        var name = await ServerRig.SendAsync(rig.Http, HttpMethod.Get, "/api/status", null, ("Host", "evil.example"));
        Assert.Equal(HttpStatusCode.Unauthorized, name.Status);
        Assert.Equal("running", (await rig.Get("/api/partners")).Json[0].GetProperty("state").GetString());
    }

    [Fact]
    public async Task The_engine_file_opens_the_doors_for_its_owner_alone_and_goes_with_the_engine()
    {
        using var workspace = new Workspace();
        var path = EngineFile.PathOf(workspace.StorePath);
        await using (var rig = await ServerRig.StartAsync(workspace))
        {
            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
            }

            using var file = JsonDocument.Parse(await File.ReadAllBytesAsync(path, ServerRig.Stop));
            Assert.Equal(rig.Server.Url, new Uri(file.RootElement.GetProperty("url").GetString()!));
            Assert.Equal(Environment.ProcessId, file.RootElement.GetProperty("pid").GetInt32());
            Assert.Equal(rig.Engine.Store.Epoch, file.RootElement.GetProperty("epoch").GetString());
            var token = file.RootElement.GetProperty("token").GetString();
            var answer = await ServerRig.SendAsync(
                rig.Http, HttpMethod.Get, "/api/status", null, ("Authorization", $"Bearer {token}"));
            Assert.Equal(HttpStatusCode.OK, answer.Status);
            Assert.DoesNotContain(rig.Log.Lines, line => line.Contains(token!, StringComparison.Ordinal));
        }

        Assert.False(File.Exists(path));
        Assert.Empty(Directory.GetFiles(workspace.Folder, "*.tmp"));
    }
}
