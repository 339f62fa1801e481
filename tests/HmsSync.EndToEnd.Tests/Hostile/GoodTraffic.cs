using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;

namespace HmsSync.EndToEnd.Tests.Hostile;

/// <summary>What well-mannered callers do meanwhile, one after the other: publish, ring, read.</summary>
internal sealed class GoodTraffic : IDisposable
{
    private readonly HttpClient _http;
    private readonly List<double> _millis = [];

    public GoodTraffic(Uri engine, string token)
    {
        _http = new HttpClient { BaseAddress = engine };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>Events that were accepted.</summary>
    public int Accepted { get; private set; }

    public int Answers => _millis.Count;

    /// <summary>Milliseconds within which 99 of 100 answers came.</summary>
    public double P99 => _millis.Order().ElementAt(_millis.Count * 99 / 100);

    /// <summary>Counts anew.</summary>
    public void Forget() => _millis.Clear();

    /// <summary>Until the other work has ended, and so many times at least.</summary>
    public async Task RunAsync(Task other, int atLeast, CancellationToken stop)
    {
        for (var turn = 0; turn < atLeast || !other.IsCompleted; turn++)
        {
            var number = Accepted + 1;
            await TimedAsync(HttpStatusCode.Accepted, () => _http.PostAsJsonAsync(
                "/events", new { topic = "good", id = $"n{number}", key = "../é\n", data = new { number } }, stop));
            Accepted++;
            await TimedAsync(HttpStatusCode.NoContent, () => _http.PostAsJsonAsync(
                "/webhook/bedChange", new { auth = HostileWorkspace.Secret, number = number + 1 }, stop));
            Accepted++;
            await TimedAsync(HttpStatusCode.OK, () => _http.GetAsync("/replay?since=1s&limit=5", stop));
        }
    }

    /// <summary>The whole journal, one event a line.</summary>
    public async Task<string[]> JournalAsync(CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/replay");
        request.Headers.Add("Accept", "application/x-ndjson");
        using var answer = await _http.SendAsync(request, stop);
        var text = await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(stop);
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries)[..^1];
    }

    public void Dispose() => _http.Dispose();

    private async Task TimedAsync(HttpStatusCode expected, Func<Task<HttpResponseMessage>> call)
    {
        var began = Stopwatch.GetTimestamp();
        using var answer = await call();
        _millis.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        Assert.Equal(expected, answer.StatusCode);
    }
}
