using HmsSync.EndToEnd.Tests.Fakes;

namespace HmsSync.EndToEnd.Tests.Crashes;

/// <summary>kill -9 of the engine while programs publish and a client follows.</summary>
public sealed class StreamKillTests
{
    private const int Kills = 3;
    private const int BetweenKills = 40;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    // Invariant 1, Invariant 2
    [Fact]
    public async Task A_client_that_resumes_sees_every_event_once_and_in_order()
    {
        using var clinic = await ClinicWorkspace.CreateAsync("http://127.0.0.1:1");
        var publisher = new DrillPublisher(clinic);
        var follower = new Follower(clinic);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var following = follower.RunAsync(enough.Token);
        var publishing = publisher.RunAsync(enough.Token);
        for (var kill = 0; kill < Kills; kill++)
        {
            await using var engine = await clinic.RunAsync();
            await follower.WaitForMoreAsync(BetweenKills);
            await engine.CrashAsync();
        }

        await using (var engine = await clinic.RunAsync())
        {
            await follower.WaitForMoreAsync(BetweenKills);
            publisher.Enough = true;
            await publishing;
            await follower.WaitAsync(f => f.Seen.Count >= publisher.Last);
            await enough.CancelAsync();
            await following;
            Assert.Equal(0, await engine.StopAsync());
        }

        Assert.Empty(follower.Gaps);
        Assert.Equal(Enumerable.Range(1, follower.Seen.Count).Select(n => (long)n), follower.Seen.Select(e => e.Seq));
        Assert.Equal(Enumerable.Range(1, publisher.Last), follower.Seen.Select(e => e.Number));
        Assert.True(follower.Connections > Kills, "it never had to resume");
    }
}
