using System.Net;
using System.Net.Http.Json;
using HmsSync.EndToEnd.Tests.Fakes;

namespace HmsSync.EndToEnd.Tests.Crashes;

/// <summary>kill -9 of the engine while programs publish and a client follows.</summary>
public sealed class StreamKillTests
{
    private const int Kills = 3;
    private const int BetweenKills = 40;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    // Invariant 1, Invariant 2
    [Fact]
    public async Task A_client_that_resumes_sees_every_event_once_and_in_order()
    {
        using var clinic = await ClinicWorkspace.CreateAsync("http://127.0.0.1:1");
        var accepted = new AcceptedEvents();
        var follower = new Follower(clinic);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var following = follower.RunAsync(enough.Token);
        var publishing = PublishAsync(clinic, accepted, enough.Token);
        for (var kill = 0; kill < Kills; kill++)
        {
            await using var engine = await clinic.RunAsync();
            await follower.WaitForMoreAsync(BetweenKills);
            await engine.CrashAsync();
        }

        await using (var engine = await clinic.RunAsync())
        {
            await follower.WaitForMoreAsync(BetweenKills);
            accepted.Enough = true;
            await publishing;
            await follower.WaitAsync(f => f.Seen.Count >= accepted.Last);
            await enough.CancelAsync();
            await following;
            Assert.Equal(0, await engine.StopAsync());
        }

        Assert.Empty(follower.Gaps);
        Assert.Equal(Enumerable.Range(1, follower.Seen.Count).Select(n => (long)n), follower.Seen.Select(e => e.Seq));
        Assert.Equal(Enumerable.Range(1, (int)accepted.Last), follower.Seen.Select(e => e.Number));
        Assert.True(follower.Connections > Kills, "it never had to resume");
    }

    /// <summary>Each event until it is accepted, under its id, so that a crash doubles none.</summary>
    private static async Task PublishAsync(ClinicWorkspace clinic, AcceptedEvents accepted, CancellationToken stop)
    {
        for (var number = 1; !accepted.Enough; number++)
        {
            var body = new { topic = "drill", id = $"n{number}", data = new { number } };
            while (!await TryAsync(clinic, body, stop))
            {
                await Task.Delay(Pause, TimeProvider.System, stop);
            }

            accepted.Last = number;
        }
    }

    private static async Task<bool> TryAsync(ClinicWorkspace clinic, object body, CancellationToken stop)
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

    private sealed class AcceptedEvents
    {
        private int _last;
        private volatile bool _enough;

        public int Last
        {
            get => Volatile.Read(ref _last);
            set => Volatile.Write(ref _last, value);
        }

        public bool Enough
        {
            get => _enough;
            set => _enough = value;
        }
    }
}
