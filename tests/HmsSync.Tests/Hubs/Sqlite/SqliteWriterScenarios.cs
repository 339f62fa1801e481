namespace HmsSync.Tests.Hubs.Sqlite;

public sealed class SqliteWriterScenarios : WriterScenarios
{
    private protected override Task<IWriterHub> Open(string schema, params string[] tables) => SqliteWriterHub.Open(schema, tables);
}
