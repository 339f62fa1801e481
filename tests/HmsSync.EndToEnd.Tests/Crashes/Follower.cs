using System.Net.Http.Headers;
using System.Text.Json;
using HmsSync.EndToEnd.Tests.Fakes;

namespace HmsSync.EndToEnd.Tests.Crashes;

/// <summary>A client of <c>/stream</c> as a browser is one: it connects again with the last id that it has seen.</summary>
internal sealed class Follower(ClinicWorkspace clinic)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Lock _gate = new();
    private readonly List<(long Seq, int Number)> _seen = [];
    private TaskCompletionSource _turn = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _lastId;

    public IReadOnlyList<(long Seq, int Number)> Seen
    {
        get
        {
            lock (_gate)
            {
                return [.. _seen];
            }
        }
    }

    public List<string> Gaps { get; } = [];

    public int Connections { get; private set; }

    /// <summary>Null: no engine has left its file.</summary>
    public static HttpClient? Open(ClinicWorkspace clinic)
    {
        try
        {
            using var file = JsonDocument.Parse(File.ReadAllBytes(clinic.Store + ".engine.json"));
            var http = new HttpClient { BaseAddress = new Uri(file.RootElement.GetProperty("url").GetString()!) };
            http.DefaultRequestHeaders.Authorization
                = new AuthenticationHeaderValue("Bearer", file.RootElement.GetProperty("token").GetString());
            return http;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(stop);
                await Task.Delay(Pause, TimeProvider.System, stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault) when (fault is HttpRequestException or IOException)
            {
                // The engine was killed.
            }
        }
    }

    public Task WaitForMoreAsync(int events)
    {
        var target = Seen.Count + events;
        return WaitAsync(f => f.Seen.Count >= target);
    }

    public async Task WaitAsync(Func<Follower, bool> reached)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            Task turn;
            lock (_gate)
            {
                turn = _turn.Task;
            }

            if (reached(this))
            {
                return;
            }

            await turn.WaitAsync(Patience - TimeProvider.System.GetElapsedTime(began), TimeProvider.System);
        }
    }

    private async Task FollowAsync(CancellationToken stop)
    {
        using var http = Open(clinic);
        if (http is null)
        {
            return;
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, "/stream?topic=drill&since=1h");
        if (_lastId is not null)
        {
            request.Headers.Add("Last-Event-ID", _lastId);
        }

        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
        using var body = new StreamReader(await answer.EnsureSuccessStatusCode().Content.ReadAsStreamAsync(stop));
        Connections++;
        string? id = null, name = null, data = null;
        while (await body.ReadLineAsync(stop) is { } line)
        {
            if (line.Length == 0)
            {
                // An unfinished block at the end of a stream does not count, as the standard says.
                Take(id, name, data);
                (id, name, data) = (null, null, null);
            }

            id = line.StartsWith("id: ", StringComparison.Ordinal) ? line[4..] : id;
            name = line.StartsWith("event: ", StringComparison.Ordinal) ? line[7..] : name;
            data = line.StartsWith("data: ", StringComparison.Ordinal) ? line[6..] : data;
        }
    }

    private void Take(string? id, string? name, string? data)
    {
        if (name == "gap")
        {
            Gaps.Add(data!);
        }
        else if (data is not null)
        {
            using var json = JsonDocument.Parse(data);
            var root = json.RootElement;
            lock (_gate)
            {
                _seen.Add((root.GetProperty("seq").GetInt64(), root.GetProperty("data").GetProperty("number").GetInt32()));
            }
        }

        _lastId = id ?? _lastId;
        TaskCompletionSource turn;
        lock (_gate)
        {
            (turn, _turn) = (_turn, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        turn.TrySetResult();
    }
}
