using HmsSync.Configuration;
using HmsSync.Feeds;
using HmsSync.Hosting;
using HmsSync.Seams;
using Microsoft.Extensions.Logging.Abstractions;

namespace HmsSync.EndToEnd.Tests.Postgres;

/// <summary>The hub's records as a first meeting reads them, beside the feed.</summary>
public sealed class RecordsTests(SharedPostgres shared)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    // What comes into an empty table after the look has nothing to meet: the look is before the feed begins.
    [Fact]
    public async Task Before_the_feed_is_open_a_table_can_be_read_and_one_that_is_not_there_is_said_to_be_held()
    {
        var server = await shared.Server;
        var database = await server.NewDatabase();
        await server.Run("CREATE TABLE rows(id int PRIMARY KEY, n int); CREATE TABLE full_of(id int PRIMARY KEY)", database);
        await server.Run("INSERT INTO full_of VALUES (7)", database);
        var plan = new HubPlan(server.Connection(database), false, [new TablePlan("rows"), new TablePlan("full_of"), new TablePlan("gone")])
        {
            Kind = HubKind.Postgres,
        };
        using var hub = HubOf.Plan(plan, TimeProvider.System, new RandomSource(1), NullLoggerFactory.Instance);
        Assert.Empty((await hub.Records.ListAsync("rows", "", 1, Stop)).Records);
        var found = Assert.Single((await hub.Records.ListAsync("full_of", "", 1, Stop)).Records);
        Assert.Equal("""{"id":7}""", found.Key.Json);
        Assert.NotNull(await hub.Records.ReadAsync("full_of", found.Key, Stop));
        var held = await Assert.ThrowsAsync<HubStoppedException>(() => hub.Records.ListAsync("gone", "", 1, Stop));
        Assert.Equal("table_held", held.Code);
    }
}
