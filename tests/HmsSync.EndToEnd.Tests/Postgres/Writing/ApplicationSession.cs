using Npgsql;

namespace HmsSync.EndToEnd.Tests.Postgres.Writing;

/// <summary>What the application has open beside us.</summary>
internal sealed class ApplicationSession(NpgsqlConnection connection) : IAsyncDisposable
{
    public async Task Run(string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>From inside a decision, which is made in one go.</summary>
    public void RunNow(string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();
}
