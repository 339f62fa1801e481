using HmsSync.Tests.Hubs;

namespace HmsSync.EndToEnd.Tests.Postgres.Writing;

public sealed class PostgresClaimScenarios(SharedPostgres shared) : ClaimScenarios
{
    private protected override async Task<IWriterHub> Open(string schema, params string[] tables)
        => await PostgresWriterHub.Open(await shared.Server, schema, tables);
}
