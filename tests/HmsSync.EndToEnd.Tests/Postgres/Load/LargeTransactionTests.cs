using System.Globalization;
using HmsSync.EndToEnd.Tests.Fakes;

namespace HmsSync.EndToEnd.Tests.Postgres.Load;

/// <summary>One transaction of a hundred thousand rows, of a million with HMS_SYNC_SLOW=1, while the engine's memory is watched.</summary>
public sealed class LargeTransactionTests
{
    private const long MostBytes = 300_000_000;

    private static readonly int Rows = Environment.GetEnvironmentVariable("HMS_SYNC_SLOW") == "1" ? 1_000_000 : 100_000;

    // Invariant 11
    [Fact]
    public async Task A_large_transaction_goes_out_whole_in_bounded_memory()
    {
        await using var server = await PostgresServer.Start("max_wal_size = 1GB");
        await using var partner = await CountingPartner.StartAsync(Rows);
        using var clinic = await PostgresClinic.Create(server, partner.Url);
        await using var engine = await clinic.Run();
        await server.Run(string.Create(
            CultureInfo.InvariantCulture, $"INSERT INTO slots SELECT i, repeat('x', 200), 0 FROM generate_series(1, {Rows}) i"));
        await partner.AllAsync();
        Assert.InRange(engine.MostBytes, 1, MostBytes);
        TestContext.Current.SendDiagnosticMessage("{0} rows, most memory {1} MB", Rows, engine.MostBytes / 1_000_000);
        Assert.Equal(0, await engine.StopAsync());
    }
}
