using HmsSync.EndToEnd.Tests.TwoWay;

namespace HmsSync.EndToEnd.Tests.Postgres.TwoWay;

public sealed class PostgresRaceTests
{
    // Invariant 4, Invariant 5, Invariant 6
    [Fact]
    public async Task Three_way_races_for_one_slot_never_leave_two_winners_and_a_quiet_round_writes_nothing()
    {
        await using var server = await PostgresServer.Start();
        var hub = new PostgresRaceHub(server);
        await using var clinics = await RaceClinics.StartAsync(_ => hub);
        await Races.PlayAsync(clinics, async () =>
        {
            await server.Stop();
            await server.Start();
        });
        var (writers, events) = (await hub.WritersAsync(), await clinics.CountEventsAsync());
        await Races.LooksAsync(clinics);
        Assert.Equal((writers, events), (await hub.WritersAsync(), await clinics.CountEventsAsync()));
    }
}
