using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using HmsSync.EndToEnd.Tests.Processes;

namespace HmsSync.EndToEnd.Tests.TwoWay;

/// <summary>The clinic's calendar as a process of its own, and the clerk who sits at it.</summary>
internal sealed class CalendarProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private readonly ChildProcess _process;
    private readonly HttpClient _http;

    private CalendarProcess(ChildProcess process, string url, string token)
    {
        _process = process;
        _http = new HttpClient { BaseAddress = new Uri(url) };
        _http.DefaultRequestHeaders.Authorization = new("Bearer", token);
    }

    /// <summary>A line for each call that came, and for each ring that went, in order.</summary>
    public IReadOnlyList<string> Calls => _process.Output.Lines;

    /// <param name="config">Of the workspace with its secrets, where its memory is too.</param>
    /// <param name="url">Where it listens.</param>
    /// <param name="engine">Where it rings.</param>
    /// <param name="token">What callers must bear.</param>
    public static async Task<CalendarProcess> StartAsync(string config, string url, string engine, string token)
    {
        var process = ChildProcess.Start(
            "dotnet",
            [Checkout.Program, "demo", "clinic_calendar", "--config", config, "--url", url, "--engine", engine],
            Path.GetDirectoryName(config));
        await process.Output.WaitAsync(line => line == url, Patience);
        return new CalendarProcess(process, url, token);
    }

    public Task MakesAsync(string id, JsonObject fields)
    {
        fields["id"] = id;
        return DeskAsync("clerk/appointments", fields);
    }

    public Task ChangesAsync(string id, JsonObject fields) => DeskAsync($"clerk/appointments/{id}/change", fields);

    public Task RemovesAsync(string id) => DeskAsync($"clerk/appointments/{id}/remove", []);

    /// <summary>As it stands there, in hub words; null: it does not.</summary>
    public async Task<Slot?> ShowsAsync(string id)
    {
        using var answer = await _http.GetAsync(new Uri($"api/appointments/{id}", UriKind.Relative), Stop);
        if (answer.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        answer.EnsureSuccessStatusCode();
        var fields = (await answer.Content.ReadFromJsonAsync<JsonObject>(Stop))!;
        string? Text(string name) => fields[name]?.ToString();
        return new Slot(Text("begin")!, Text("title")!, Text("notes"), Text("type")!);
    }

    /// <summary>What it complained of, and its last calls.</summary>
    public string LastWords => string.Join('\n', _process.Errors.Lines.Concat(Calls.TakeLast(5)));

    /// <summary>Completes with the first line after those that there were.</summary>
    public Task CalledAsync(int after, string what, int times = 1)
        => Seen.WhenAsync(
            $"{times} × {what}",
            () => Task.FromResult(Calls.Skip(after).Count(line => line.Contains(what, StringComparison.Ordinal))),
            count => count >= times);

    /// <summary>SIGKILL: it is away, with the calls that were under way.</summary>
    public Task<int> CrashAsync()
    {
        _process.Kill();
        return _process.ExitAsync(Patience);
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return _process.DisposeAsync();
    }

    private async Task DeskAsync(string path, JsonObject fields)
    {
        using var answer = await _http.PostAsJsonAsync(new Uri(path, UriKind.Relative), fields, Stop);
        answer.EnsureSuccessStatusCode();
    }
}
