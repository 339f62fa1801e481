using System.Net;
using System.Net.Http.Json;
using HmsSync.EndToEnd.Tests.Fakes;

namespace HmsSync.EndToEnd.Tests.Crashes;

/// <summary>Publishes numbers, each until it is accepted, under its id, so that a crash doubles none.</summary>
internal sealed class DrillPublisher(ClinicWorkspace clinic)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private int _last;
    private volatile bool _enough;

    /// <summary>The last number that was accepted.</summary>
    public int Last => Volatile.Read(ref _last);

    /// <summary>Set: it ends after the number that it is at.</summary>
    public bool Enough
    {
        get => _enough;
        set => _enough = value;
    }

    public async Task RunAsync(CancellationToken stop)
    {
        for (var number = 1; !_enough; number++)
        {
            var body = new { topic = "drill", id = $"n{number}", data = new { number } };
            while (!await TryAsync(body, stop))
            {
                await Task.Delay(Pause, TimeProvider.System, stop);
            }

            Volatile.Write(ref _last, number);
        }
    }

    private async Task<bool> TryAsync(object body, CancellationToken stop)
    {
        try
        {
            using var http = Follower.Open(clinic);
            using var answer = http is null ? null : await http.PostAsJsonAsync("/events", body, stop);
            return answer?.StatusCode == HttpStatusCode.Accepted;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
