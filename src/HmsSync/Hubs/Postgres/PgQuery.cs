using Npgsql;
using NpgsqlTypes;

namespace HmsSync.Hubs.Postgres;

/// <summary>Small queries read whole.</summary>
internal static class PgQuery
{
    /// <param name="hub">An open connection that nobody else uses now.</param>
    /// <param name="sql">One statement; parameters as $1, $2 …</param>
    /// <param name="row">Makes of each row what is wanted.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="parameters">In order; an oid as <see cref="uint"/>.</param>
    public static async Task<List<T>> ReadAsync<T>(
        NpgsqlConnection hub, string sql, Func<NpgsqlDataReader, T> row, CancellationToken cancellation, params object[] parameters)
    {
        await using var query = Command(hub, sql, parameters);
        await using var rows = await query.ExecuteReaderAsync(cancellation);
        List<T> read = [];
        while (await rows.ReadAsync(cancellation))
        {
            read.Add(row(rows));
        }

        return read;
    }

    public static async Task RunAsync(NpgsqlConnection hub, string sql, CancellationToken cancellation, params object[] parameters)
    {
        await using var command = Command(hub, sql, parameters);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static NpgsqlCommand Command(NpgsqlConnection hub, string sql, object[] parameters)
    {
        var command = new NpgsqlCommand(sql, hub);
        foreach (var value in parameters)
        {
            command.Parameters.Add(value switch
            {
                uint => new NpgsqlParameter { Value = value, NpgsqlDbType = NpgsqlDbType.Oid },
                uint[] => new NpgsqlParameter { Value = value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Oid },
                _ => new NpgsqlParameter { Value = value },
            });
        }

        return command;
    }
}
