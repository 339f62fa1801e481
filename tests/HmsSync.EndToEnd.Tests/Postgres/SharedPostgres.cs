using HmsSync.EndToEnd.Tests.Postgres;

[assembly: AssemblyFixture(typeof(SharedPostgres))]

namespace HmsSync.EndToEnd.Tests.Postgres;

/// <summary>One server for all tests that treat it gently, each in a database of its own; started when the first asks for it.</summary>
public sealed class SharedPostgres : IAsyncLifetime
{
    private readonly Lazy<Task<PostgresServer>> _server = new(() => PostgresServer.Start());

    internal Task<PostgresServer> Server => _server.Value;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated)
        {
            await (await _server.Value).DisposeAsync();
        }
    }
}
