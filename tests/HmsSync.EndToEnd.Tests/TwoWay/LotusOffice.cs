using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using HmsSync.EndToEnd.Tests.Processes;
using Microsoft.Data.Sqlite;

namespace HmsSync.EndToEnd.Tests.TwoWay;

/// <summary>The demo's workspace with its engine and its Lotus Notes calendar, each a process, and who works at both.</summary>
internal sealed class LotusOffice : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TempWorkspace _workspace = new();
    private readonly string _engineUrl = $"http://127.0.0.1:{FreePort.Next()}";
    private readonly string _lotusUrl = $"http://127.0.0.1:{FreePort.Next()}";
    private readonly HttpClient _http = new();
    private ChildProcess? _lotus;
    private EngineProcess? _engine;

    /// <param name="rules">The file of conflicts; null: the sample's own.</param>
    public static async Task<LotusOffice> StartAsync(string? rules = null)
    {
        var office = new LotusOffice();
        await office.SetUpAsync(rules);
        office._lotus = ChildProcess.Start(
            "dotnet",
            [Checkout.Program, "demo", "lotus_notes", "--url", office._lotusUrl, "--engine", office._engineUrl],
            office._workspace.Folder);
        await office._lotus.Output.WaitAsync(line => line == office._lotusUrl, Patience);
        office._engine = EngineProcess.Start(office.Config);
        await office._engine.WaitForLogAsync(line => line.StartsWith("following ", StringComparison.Ordinal));
        return office;
    }

    /// <summary>The application's commit, by the sqlite3 shell: a process that knows nothing of us.</summary>
    public async Task SqlAsync(string sql)
    {
        var run = await CliRun.RunProgramAsync("sqlite3", ["-bail", "-cmd", ".timeout 5000", _workspace["hms.db"], sql]);
        Assert.True(run.ExitCode == 0, run.Errors);
    }

    /// <summary>What a clerk does at the calendar's own screen.</summary>
    public async Task ClerkAsync(string deed, object body)
    {
        using var answer = await _http.PostAsJsonAsync(new Uri($"{_lotusUrl}/clerk/{deed}"), body, Stop);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Nothing goes either way until it is mended.</summary>
    public Task CutAsync() => VerbAsync("partners", "pause", "lotus_notes");

    public Task MendAsync() => VerbAsync("partners", "resume", "lotus_notes");

    public async Task<List<JsonElement>> ConflictsAsync()
        => [.. JsonElement.Parse(await VerbAsync("conflicts", "list", "--json")).EnumerateArray()];

    /// <summary>Start, subject and status as the hub holds them; null: it does not.</summary>
    public async Task<Entry?> HubAsync(long id)
    {
        await using var hub = new SqliteConnection($"Data Source={_workspace["hms.db"]};Mode=ReadOnly;Pooling=False");
        await hub.OpenAsync(Stop);
        await using var select = hub.CreateCommand();
        select.CommandText = "SELECT start, subject, status FROM appointments WHERE id = $id";
        select.Parameters.AddWithValue("$id", id);
        await using var row = await select.ExecuteReaderAsync(Stop);
        return await row.ReadAsync(Stop) ? new Entry(row.GetString(0), row.GetString(1), row.GetString(2)) : null;
    }

    /// <summary>The same of the calendar, in hub words.</summary>
    public async Task<Entry?> LotusAsync(long id)
    {
        using var answer = await _http.GetAsync(new Uri($"{_lotusUrl}/api/events/{id}"), Stop);
        if (!answer.IsSuccessStatusCode)
        {
            return null;
        }

        var entry = await answer.Content.ReadFromJsonAsync<JsonElement>(Stop);
        string Text(string name) => entry.GetProperty(name).GetString()!;
        return new Entry(Text("begin"), Text("title"), Text("type") == "changed" ? "booked" : Text("type"));
    }

    /// <summary>Both sides come to hold this.</summary>
    public async Task AgreeAsync(long id, Entry expected)
    {
        await Seen.AsAsync($"the hub's {id}", () => HubAsync(id), expected);
        await Seen.AsAsync($"the calendar's {id}", () => LotusAsync(id), expected);
    }

    public async ValueTask DisposeAsync()
    {
        if (_engine is not null)
        {
            await _engine.DisposeAsync();
        }

        if (_lotus is not null)
        {
            await _lotus.DisposeAsync();
        }

        _http.Dispose();
        _workspace.Dispose();
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Config => _workspace["hms-sync.yml"];

    private async Task SetUpAsync(string? rules)
    {
        var init = await CliRun.RunAsync("init", "--sample", "wildfire", _workspace.Folder);
        Assert.True(init.ExitCode == 0, init.Errors);
        var config = await File.ReadAllTextAsync(Config, Stop);
        await File.WriteAllTextAsync(Config, config
            .Replace("http://127.0.0.1:8080", _engineUrl, StringComparison.Ordinal)
            .Replace("http://127.0.0.1:8701", _lotusUrl, StringComparison.Ordinal), Stop);
        if (rules is not null)
        {
            await File.WriteAllTextAsync(_workspace["conflicts/appointments.yml"], rules, Stop);
        }

        var token = await File.ReadAllTextAsync(_workspace["secrets/lotus.token"], Stop);
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.Trim());
    }

    private async Task<string> VerbAsync(params string[] arguments)
    {
        var run = await CliRun.RunAsync([.. arguments, "--config", Config]);
        Assert.True(run.ExitCode == 0, run.Errors);
        return run.Output;
    }
}

/// <summary>An appointment, hub words.</summary>
internal sealed record Entry(string Start, string Subject, string Status);
