using System.Text.Json;
using HmsSync.EndToEnd.Tests.EventSource;
using HmsSync.EndToEnd.Tests.Processes;

namespace HmsSync.EndToEnd.Tests.Vendors;

/// <summary>The vendors' own libraries at our doors: they know nothing of us but the standards.</summary>
public sealed class VendorTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    [Fact]
    public async Task What_the_libraries_of_Standard_Webhooks_and_Svix_sign_is_taken_and_nothing_else()
    {
        using var workspace = new TempWorkspace();
        var (engine, url) = await RunAsync(workspace, "city: { scheme: none }");
        await using var running = engine;
        var rung = await NodeAsync(workspace, "ring.mjs", url + "/webhook/county/bed", Secret);
        Assert.Equal(
            ["standard 204", "svix 204", "repeated 204", "changed 401", "rewritten 401", "taken 409", "late 401"], rung.Split('\n'));
        var events = await CliRun.RunAsync("events", "--config", workspace["hms-sync.yml"], "--topic", "county.bed", "--json");
        using var journaled = JsonDocument.Parse(events.Output);
        Assert.Equal(2, journaled.RootElement.GetArrayLength());
        var rejected = await CliRun.RunAsync("partners", "rejected", "--partner", "county", "--config", workspace["hms-sync.yml"]);
        Assert.Equal(0, rejected.ExitCode);
        Assert.Equal(3, rejected.Output.Split("unauthorized").Length - 1);
        Assert.Equal(2, rejected.Output.Split("id_taken").Length);
        Assert.DoesNotContain("bedsFree", rejected.Output, StringComparison.Ordinal);
        Assert.Equal(0, await engine.StopAsync());
    }

    [Fact]
    public async Task What_jose_signs_is_taken_and_what_we_sign_jose_verifies()
    {
        using var workspace = new TempWorkspace();
        await InstallAsync(workspace);
        await NodeAsync(workspace, "tokens.mjs", "make");
        var (engine, url) = await RunAsync(
            workspace, "city: { scheme: jwt, key: \"${file:node/city.pem}\", audience: hms-sync, issuer: city }");
        await using var running = engine;
        var rung = await NodeAsync(workspace, "tokens.mjs", "ring", url + "/webhook/city/bed");
        Assert.Equal(["hms-sync 1m 204", "elsewhere 1m 401", "hms-sync -1h 401"], rung.Split('\n'));
        string[] issue = ["keys", "issue", "widget", "--scope", "stream,replay", "--jwt", "--config", workspace["hms-sync.yml"]];
        var issued = await CliRun.RunAsync(issue);
        Assert.True(issued.ExitCode == 0, issued.Errors);
        var verified = await NodeAsync(workspace, "tokens.mjs", "verify", url, issued.Output.Trim());
        Assert.Equal("verified ES256 widget replay stream true", verified);
        Assert.Equal(0, (await CliRun.RunAsync("keys", "rotate", "--config", workspace["hms-sync.yml"])).ExitCode);
        Assert.Equal(verified, await NodeAsync(workspace, "tokens.mjs", "verify", url, issued.Output.Trim()));
        Assert.Equal(1, (await CliRun.RunAsync([.. issue])).ExitCode); // of that name there is one
        Assert.Equal(0, await engine.StopAsync());
    }

    private static Task InstallAsync(TempWorkspace workspace)
        => Directory.Exists(workspace["node"])
            ? Task.CompletedTask
            : NodePackages.InstallAsync(workspace["node"], "Vendors", "ring.mjs", "tokens.mjs");

    private static async Task<string> NodeAsync(TempWorkspace workspace, params string[] arguments)
    {
        await InstallAsync(workspace);
        var run = await CliRun.RunProgramAsync("node", arguments, workspace["node"]);
        Assert.True(run.ExitCode == 0, run.Errors);
        return run.Output.Trim();
    }

    private static async Task<(EngineProcess Engine, string Url)> RunAsync(TempWorkspace workspace, string city)
    {
        var url = $"http://127.0.0.1:{FreePort.Next()}";
        var verify = city["city: ".Length..];
        workspace.Write("keep.json", """{ "rest": "keep" }""");
        workspace.Write("hms-sync.yml", $$"""
            hub: { feed: sqlite, connection: hms.db, tables: { rules: { key: id } } }
            server: { listen: {{url}} }
            governance: none
            partners:
              county:
                adapter: none
                mapping: keep.json
                receive:
                  webhook: { verify: { scheme: standard-webhooks, secret: ["whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "{{Secret}}"] } }
                  events: { bed: { publish: county.bed } }
              city:
                adapter: none
                mapping: keep.json
                receive:
                  webhook: { verify: {{verify}} }
                  events: { bed: { publish: city.bed } }
            """);
        var made = await CliRun.RunProgramAsync(
            "sqlite3", [workspace["hms.db"], "PRAGMA journal_mode=WAL; CREATE TABLE rules(id INTEGER PRIMARY KEY)"]);
        Assert.True(made.ExitCode == 0, made.Errors);
        var engine = EngineProcess.Start(workspace["hms-sync.yml"]);
        await engine.WaitForLogAsync(line => line.StartsWith("following ", StringComparison.Ordinal));
        return (engine, url);
    }
}
