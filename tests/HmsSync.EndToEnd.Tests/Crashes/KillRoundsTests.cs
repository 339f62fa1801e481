using HmsSync.EndToEnd.Tests.Fakes;
using HmsSync.EndToEnd.Tests.Processes;
using HmsSync.Seams;

namespace HmsSync.EndToEnd.Tests.Crashes;

/// <summary>kill -9 of the real engine at random moments under load, with a partner that checks every push.</summary>
public sealed class KillRoundsTests
{
    private const int MostCommitsARound = 2_000;
    private const int MostPushesBeforeTheKill = 60;

    private static readonly int Rounds = Environment.GetEnvironmentVariable("HMS_SYNC_SLOW") == "1" ? 200 : 5;

    // Invariant 1, Invariant 2, Invariant 3, Invariant 10
    [Theory]
    [InlineData(1)]
    public async Task Nothing_is_lost_reordered_or_done_twice_unseen(ulong seed)
    {
        var random = new RandomSource(seed);
        await using var partner = await CheckingPartner.StartAsync();
        var moods = random.Split();
        partner.Answer = _ => Mood(moods);
        using var clinic = await ClinicWorkspace.CreateAsync(partner.Url);
        using var application = new BookingLoad(clinic.Hub, random.Split());

        await InstallCaptureAsync(clinic);
        for (var round = 0; round < Rounds; round++)
        {
            await using var engine = EngineProcess.Start(clinic.Config);
            using var enough = new CancellationTokenSource();
            var load = Task.Run(() => application.CommitAtMost(MostCommitsARound, enough.Token), CancellationToken.None);
            var moment = random.Next(MostPushesBeforeTheKill);
            if (moment > 0)
            {
                await partner.Log.WaitAsync(partner.Log.All.Count + moment);
            }
            else
            {
                await engine.WaitForLogAsync(line => line.Length > 0); // while it starts
            }

            await engine.CrashAsync();
            await enough.CancelAsync();
            await load;
            TestContext.Current.SendDiagnosticMessage("round {0} of {1}: {2} pushes seen", round + 1, Rounds, partner.Log.All.Count);
        }

        partner.Answer = _ => 200;
        await AssertConvergedAsync(clinic, partner, application);
    }

    /// <summary>What the application committed before the first start is not ours to send.</summary>
    private static async Task InstallCaptureAsync(ClinicWorkspace clinic)
    {
        await using var engine = await clinic.RunAsync();
        Assert.Equal(0, await engine.StopAsync());
    }

    private static async Task AssertConvergedAsync(ClinicWorkspace clinic, CheckingPartner partner, BookingLoad application)
    {
        await using var engine = await clinic.RunAsync();
        application.CommitLast();
        var expected = application.Bodies();
        try
        {
            await Converged.WaitAsync(partner.Log, expected, () => clinic.VerbAsync("status", "--json"));
        }
        catch (TimeoutException silence)
        {
            Assert.Fail($"{silence.Message}\n{string.Join('\n', engine.Log)}");
        }

        Assert.Equal(0, await engine.StopAsync());

        PushPromises.AssertKept(partner.Log.All);
        Assert.Equal(expected, new HeldByPartner().After(partner.Log.All));
        var verify = await clinic.VerbAsync("audit", "verify", "--json");
        Assert.True(verify.ExitCode == 0, verify.Output + verify.Errors);
    }

    /// <summary>Mostly well; sometimes it fails before or after it did the work, which only it can tell apart.</summary>
    private static int Mood(RandomSource moods)
    {
        lock (moods)
        {
            return moods.Next(40) switch { 0 => 0, 1 => 503, 2 => 500, _ => 200 };
        }
    }
}
