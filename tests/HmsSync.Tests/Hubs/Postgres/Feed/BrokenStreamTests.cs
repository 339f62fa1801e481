using HmsSync.Hubs.Postgres.Feed;
using Npgsql.Replication;
using Xunit;

namespace HmsSync.Tests.Hubs.Postgres.Feed;

public sealed class BrokenStreamTests
{
    [Fact]
    public async Task A_reader_that_stumbles_over_its_lost_connection_is_a_hub_that_is_away()
    {
        var lost = await Assert.ThrowsAsync<IOException>(async () => await new BrokenStream(new Stumbling()).MoveNextAsync());
        Assert.True(FeedFailure.IsAway(lost));
        lost = await Assert.ThrowsAsync<IOException>(async () => await new BrokenStream(new Stumbling()).DisposeAsync());
        Assert.True(FeedFailure.IsAway(lost));
    }

    private sealed class Stumbling : IAsyncEnumerator<XLogDataMessage>
    {
        public XLogDataMessage Current => throw new InvalidOperationException();

        public ValueTask<bool> MoveNextAsync() => ValueTask.FromException<bool>(Stumble());

        public ValueTask DisposeAsync() => ValueTask.FromException(Stumble());

#pragma warning disable CA2201 // it is the runtime's, as Npgsql's code meets it
        private static NullReferenceException Stumble() => new();
#pragma warning restore CA2201
    }
}
