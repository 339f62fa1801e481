using HmsSync.EndToEnd.Tests.Fakes;
using HmsSync.EndToEnd.Tests.Processes;

namespace HmsSync.EndToEnd.Tests.Postgres;

/// <summary><c>hms-sync run</c> with <c>feed: postgres</c>, to an HTTP partner that checks every push.</summary>
public sealed class EngineTests
{
    // Invariant 1, Invariant 2, Invariant 3
    [Fact]
    public async Task Nothing_is_lost_or_reordered_when_engine_and_server_are_killed_under_load()
    {
        await using var server = await PostgresServer.Start();
        await using var partner = await CheckingPartner.StartAsync();
        using var clinic = await PostgresClinic.Create(server, partner.Url);
        await using (var first = await clinic.Run())
        {
            Assert.Equal(0, await first.StopAsync());
        }

        for (var round = 0; round < 4; round++)
        {
            await using var engine = EngineProcess.Start(clinic.Config);
            var seen = partner.Log.All.Count;
            await server.Run(
                $"""
                INSERT INTO slots SELECT i, 'open', 0 FROM generate_series({round} * 100, {round} * 100 + 149) i
                    ON CONFLICT (id) DO NOTHING;
                UPDATE slots SET n = n + 1, status = 'booked' WHERE id % 3 = {round % 3};
                DELETE FROM slots WHERE id % 50 = {round};
                """);
            await partner.Log.WaitAsync(seen + 40 + (round * 10));
            if (round == 2)
            {
                await server.Stop();
                await server.Start();
            }

            await engine.CrashAsync();
        }

        await using var last = await clinic.Run();
        await server.Run("INSERT INTO slots VALUES (1000, 'last', 0)");
        var expected = await clinic.Bodies();
        try
        {
            await Converged.WaitAsync(partner.Log, expected, () => clinic.Verb("status", "--json"));
        }
        catch (TimeoutException silence)
        {
            Assert.Fail($"{silence.Message}\n{string.Join('\n', last.Log)}");
        }

        Assert.Equal(0, await last.StopAsync());
        PushPromises.AssertKept(partner.Log.All);
        Assert.Equal(expected, new HeldByPartner().After(partner.Log.All));
        Assert.DoesNotContain(last.Log, line => line.Contains("s3cret", StringComparison.Ordinal));
    }

    // The log of a table with a primary key has no old values: what a route took is remembered.
    [Fact]
    public async Task A_condition_is_kept_although_the_log_has_no_old_values()
    {
        await using var server = await PostgresServer.Start();
        await using var partner = await CheckingPartner.StartAsync();
        using var clinic = await PostgresClinic.Create(server, partner.Url, ", where: { status: booked }, leaves: delete");
        await using var engine = await clinic.Run();
        await server.Run("INSERT INTO slots VALUES (1, 'open', 1), (2, 'booked', 1), (3, 'booked', 1)");
        await partner.Log.WaitAsync(2); // What was never sent would be merged with what follows, and no delete be owed.
        await server.Run("UPDATE slots SET status = 'booked' WHERE id = 1; UPDATE slots SET status = 'open' WHERE id = 2");
        await server.Run("DELETE FROM slots WHERE id = 3; INSERT INTO slots VALUES (4, 'booked', 1)");
        await Converged.WaitAsync(partner.Log, await clinic.Bodies("status = 'booked'"), () => clinic.Verb("status", "--json"));
        Assert.Equal(2, partner.Log.All.Count(p => p.Op == "delete"));
        Assert.Equal(0, await engine.StopAsync());
    }

    [Fact]
    public async Task Status_and_readyz_say_what_stands_still_and_the_way_out()
    {
        await using var server = await PostgresServer.Start();
        await using var partner = await CheckingPartner.StartAsync();
        using var clinic = await PostgresClinic.Create(server, partner.Url);
        await using var engine = await clinic.Run();
        await server.Run("INSERT INTO slots VALUES (1, 'open', 1); TRUNCATE slots");
        await partner.Log.WaitAsync(1);
        var told = await Told(clinic, "truncate");
        Assert.Contains("hms-sync resume slots --after truncate", told, StringComparison.Ordinal);
        await server.Run("DROP PUBLICATION hms_sync; UPDATE slots SET n = 2; INSERT INTO slots VALUES (2, 'open', 2)");
        told = await Told(clinic, "publication");
        Assert.Contains("hms-sync resume hms --after publication", told, StringComparison.Ordinal);
        Assert.Equal(0, await engine.StopAsync());
    }

    private static async Task<string> Told(PostgresClinic clinic, string word)
    {
        while (true)
        {
            var status = await clinic.Verb("status", "--json");
            if (status.Output.Contains($"\"{word}\"", StringComparison.Ordinal))
            {
                return status.Output;
            }

            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }
    }
}
