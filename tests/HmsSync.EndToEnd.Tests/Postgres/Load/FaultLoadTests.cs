using HmsSync.EndToEnd.Tests.Fakes;
using HmsSync.EndToEnd.Tests.Processes;
using HmsSync.Seams;
using Microsoft.AspNetCore.Http;

namespace HmsSync.EndToEnd.Tests.Postgres.Load;

/// <summary>A minute of load (five with HMS_SYNC_SLOW=1) with a fault every ten seconds, and then everything is counted.</summary>
public sealed class FaultLoadTests
{
    private static readonly TimeSpan BetweenFaults = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PartnerIsAway = TimeSpan.FromSeconds(3);
    private static readonly int Faults = Environment.GetEnvironmentVariable("HMS_SYNC_SLOW") == "1" ? 30 : 6;

    // Invariant 1, Invariant 2, Invariant 3, Invariant 10
    [Theory]
    [InlineData(1)]
    public async Task Nothing_is_lost_reordered_or_done_twice_under_load_with_a_fault_every_ten_seconds(ulong seed)
    {
        var random = new RandomSource(seed);
        await using var server = await PostgresServer.Start();
        await using var partner = await CheckingPartner.StartAsync();
        using var clinic = await PostgresClinic.Create(server, partner.Url);
        await using (var first = await clinic.Run())
        {
            Assert.Equal(0, await first.StopAsync());
        }

        var load = new SlotLoad(server, random.Split());
        using var enough = new CancellationTokenSource();
        var loading = Task.Run(() => load.RunAsync(enough.Token), CancellationToken.None);
        var engine = EngineProcess.Start(clinic.Config);
        try
        {
            var faults = Order(random).Take(Faults).ToList();
            foreach (var fault in faults)
            {
                await Task.Delay(BetweenFaults, TimeProvider.System, TestContext.Current.CancellationToken);
                engine = await StrikeAsync(fault, server, partner, clinic, engine);
                TestContext.Current.SendDiagnosticMessage(
                    "{0}: {1} committed, {2} pushes", fault, load.Committed, partner.Log.All.Count);
            }

            await enough.CancelAsync();
            await loading;
            Assert.True(load.Committed > 0, "the application never came to commit");
            await Drain.WaitAsync(server, clinic, partner, engine);
            Assert.Equal(0, await engine.StopAsync());
        }
        finally
        {
            await enough.CancelAsync();
            await loading;
            await engine.DisposeAsync();
        }

        PushPromises.AssertKept(partner.Log.All);
        Assert.DoesNotContain(partner.Log.All, p => p.Op != "delete" && p.Body != Drain.Last && !load.Attempted.Contains(p.Body));
        var verify = await clinic.Verb("audit", "verify", "--json");
        Assert.True(verify.ExitCode == 0, verify.Output + verify.Errors);
    }

    /// <summary>All kinds, then all again, each time in another order.</summary>
    private static IEnumerable<Fault> Order(RandomSource random)
    {
        while (true)
        {
            var left = Enum.GetValues<Fault>().ToList();
            while (left.Count > 0)
            {
                var next = random.Next(left.Count);
                yield return left[next];
                left.RemoveAt(next);
            }
        }
    }

    /// <summary>Returns the engine that runs afterwards.</summary>
    private static async Task<EngineProcess> StrikeAsync(
        Fault fault, PostgresServer server, CheckingPartner partner, PostgresClinic clinic, EngineProcess engine)
    {
        switch (fault)
        {
            case Fault.EngineKilled:
                await engine.CrashAsync();
                await engine.DisposeAsync();
                return EngineProcess.Start(clinic.Config);
            case Fault.ServerCrashed:
                await server.Stop();
                await server.Start();
                return engine;
            case Fault.StreamCut:
                await server.Run("SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE active");
                return engine;
            default:
                partner.Answer = _ => 0;
                await Task.Delay(PartnerIsAway, TimeProvider.System, TestContext.Current.CancellationToken);
                partner.Answer = _ => StatusCodes.Status200OK;
                return engine;
        }
    }

    private enum Fault
    {
        EngineKilled,
        ServerCrashed,
        StreamCut,
        PartnerAway,
    }
}
