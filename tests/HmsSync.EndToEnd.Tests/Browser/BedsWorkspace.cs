using System.Net.Http.Json;
using HmsSync.EndToEnd.Tests.Processes;

namespace HmsSync.EndToEnd.Tests.Browser;

/// <summary>An engine on a fixed port, whose hospital rings, and whose stream a page may read.</summary>
internal sealed class BedsWorkspace : IDisposable
{
    private readonly TempWorkspace _workspace = new();

    private BedsWorkspace(string engine) => Engine = engine;

    /// <summary>Its address.</summary>
    public string Engine { get; }

    public string Store => _workspace["sync.db"];

    /// <param name="origin">The page's.</param>
    /// <param name="auth">As in the configuration.</param>
    public static async Task<BedsWorkspace> CreateAsync(string origin, string auth = "none")
    {
        var beds = new BedsWorkspace($"http://127.0.0.1:{FreePort.Next()}");
        beds._workspace.Write("hms-sync.yml", $$"""
            hub:
              feed: sqlite
              connection: hms.db
              tables:
                rules: { key: id }
            server:
              listen: {{beds.Engine}}
              auth: {{auth}}
              cors: [{{origin}}]
            governance: none
            partners:
              county:
                adapter: none
                receive:
                  webhook: { verify: { scheme: body-field, field: auth, secret: "doorbell-of-the-county" } }
                  events:
                    bedChange: { publish: hospital.bedChange, path: /webhook/bedChange }
            """);
        var made = await CliRun.RunProgramAsync(
            "sqlite3", [beds._workspace["hms.db"], "PRAGMA journal_mode=WAL; CREATE TABLE rules(id INTEGER PRIMARY KEY)"]);
        Assert.True(made.ExitCode == 0, made.Errors);
        return beds;
    }

    /// <summary>Returns when it follows the hub.</summary>
    public async Task<EngineProcess> RunAsync()
    {
        var engine = EngineProcess.Start(_workspace["hms-sync.yml"]);
        await engine.WaitForLogAsync(line => line.StartsWith("following ", StringComparison.Ordinal));
        return engine;
    }

    /// <summary>The hospital rings; returns when it was heard.</summary>
    public async Task RingAsync(int free, string? hospital = null)
    {
        using var http = new HttpClient();
        var answer = await http.PostAsJsonAsync(
            $"{Engine}/webhook/bedChange",
            new Dictionary<string, object?> { ["auth"] = "doorbell-of-the-county", ["bedsFree"] = free, ["hospital"] = hospital },
            TestContext.Current.CancellationToken);
        Assert.Equal(204, (int)answer.StatusCode);
    }

    /// <summary>What `keys` prints.</summary>
    public async Task<string> KeysAsync(params string[] arguments)
    {
        var run = await CliRun.RunAsync(["keys", .. arguments, "--config", _workspace["hms-sync.yml"]]);
        Assert.True(run.ExitCode == 0, run.Errors);
        return run.Output.Trim();
    }

    /// <summary>The store is lost with the machine.</summary>
    public void LoseStore()
    {
        foreach (var file in Directory.EnumerateFiles(_workspace.Folder, "sync.db*"))
        {
            File.Delete(file);
        }
    }

    public void Dispose() => _workspace.Dispose();
}
