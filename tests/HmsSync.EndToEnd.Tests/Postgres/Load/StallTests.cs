using HmsSync.EndToEnd.Tests.Fakes;
using HmsSync.Seams;

namespace HmsSync.EndToEnd.Tests.Postgres.Load;

/// <summary>The stream to a whole engine breaks without anybody dying.</summary>
public sealed class StallTests
{
    private const int Cuts = 8;

    private static readonly TimeSpan BetweenCuts = TimeSpan.FromSeconds(2);

    // Invariant 1, Invariant 2
    [Fact]
    public async Task An_engine_that_stood_still_until_the_server_gave_it_up_goes_on_where_it_was()
    {
        await using var server = await PostgresServer.Start("wal_sender_timeout = 2s");
        await using var partner = await CheckingPartner.StartAsync();
        using var clinic = await PostgresClinic.Create(server, partner.Url);
        await using var engine = await clinic.Run();
        await server.Run("INSERT INTO slots SELECT i, 'open', 0 FROM generate_series(1, 100) i");
        await partner.Log.WaitAsync(1);
        engine.Suspend();
        try
        {
            await server.Run("UPDATE slots SET n = n + 1; DELETE FROM slots WHERE id > 90");
            while (await server.Value("SELECT count(*) FROM pg_replication_slots WHERE active") is not 0L)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
            }
        }
        finally
        {
            engine.Resume();
        }

        await server.Run("UPDATE slots SET status = 'booked' WHERE id <= 20");
        await Drain.WaitAsync(server, clinic, partner, engine);
        Assert.Equal(0, await engine.StopAsync());
        PushPromises.AssertKept(partner.Log.All);
    }

    // Invariant 1, Invariant 2
    [Fact]
    public async Task A_stream_that_is_cut_every_two_seconds_under_load_loses_nothing()
    {
        await using var server = await PostgresServer.Start();
        await using var partner = await CheckingPartner.StartAsync();
        using var clinic = await PostgresClinic.Create(server, partner.Url);
        await using var engine = await clinic.Run();
        var load = new SlotLoad(server, new RandomSource(1));
        using var enough = new CancellationTokenSource();
        var loading = Task.Run(() => load.RunAsync(enough.Token), CancellationToken.None);
        try
        {
            for (var cut = 0; cut < Cuts; cut++)
            {
                await Task.Delay(BetweenCuts, TimeProvider.System, TestContext.Current.CancellationToken);
                await server.Run("SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE active");
            }
        }
        finally
        {
            await enough.CancelAsync();
            await loading;
        }

        await Drain.WaitAsync(server, clinic, partner, engine);
        Assert.Equal(0, await engine.StopAsync());
        PushPromises.AssertKept(partner.Log.All);
        Assert.DoesNotContain(partner.Log.All, p => p.Op != "delete" && p.Body != Drain.Last && !load.Attempted.Contains(p.Body));
    }
}
