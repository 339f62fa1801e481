using System.Text.Json;
using HmsSync.EndToEnd.Tests.Processes;

namespace HmsSync.EndToEnd.Tests.Hostile;

/// <summary>An engine with every door there is, on a free port, that asks everybody for a token.</summary>
internal sealed class HostileWorkspace : IDisposable
{
    public const string Secret = "doorbell-of-the-county";

    private readonly TempWorkspace _workspace = new();

    public static async Task<HostileWorkspace> CreateAsync()
    {
        var made = new HostileWorkspace();
        made._workspace.Write("all.json", """{ "rest": "keep" }""");
        made._workspace.Write("hms-sync.yml", $$"""
            hub:
              feed: sqlite
              connection: hms.db
              tables:
                rules: { key: id }
            server: { listen: "http://127.0.0.1:0" }
            governance: none
            partners:
              county:
                adapter: none
                mapping: all.json
                send: [ { on: hospital.bedChange } ]
                receive:
                  webhook: { verify: { scheme: body-field, field: auth, secret: "{{Secret}}" } }
                  events:
                    bedChange: { publish: hospital.bedChange, path: /webhook/bedChange }
                    rule: { table: rules, op: upsert }
                    many: { table: rules, op: upsert, items: entries }
              signed:
                adapter: none
                mapping: all.json
                receive:
                  webhook: { verify: { scheme: standard-webhooks, secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" } }
                  events: { bed: { publish: signed.bed } }
            """);
        var hub = await CliRun.RunProgramAsync(
            "sqlite3",
            [made._workspace["hms.db"], "PRAGMA journal_mode=WAL; CREATE TABLE rules(id INTEGER PRIMARY KEY, scope TEXT)"]);
        Assert.True(hub.ExitCode == 0, hub.Errors);
        return made;
    }

    /// <summary>Returns when it follows the hub, with where it listens and its token.</summary>
    public async Task<(EngineProcess Engine, Uri Url, string Token)> RunAsync()
    {
        var engine = EngineProcess.Start(_workspace["hms-sync.yml"]);
        await engine.WaitForLogAsync(line => line.StartsWith("following ", StringComparison.Ordinal));
        using var file = JsonDocument.Parse(
            await File.ReadAllBytesAsync(_workspace["sync.db.engine.json"], TestContext.Current.CancellationToken));
        return (
            engine,
            new Uri(file.RootElement.GetProperty("url").GetString()!),
            file.RootElement.GetProperty("token").GetString()!);
    }

    public void Dispose() => _workspace.Dispose();
}
