using Microsoft.Data.Sqlite;

namespace HmsSync.Cli.Bench;

/// <summary>The application of the benchmark: a SQLite file with one table of about 300 bytes a row.</summary>
internal static class BenchHub
{
    public static void Create(string path)
    {
        using var connection = Open(path);
        Run(connection, """
            PRAGMA journal_mode=WAL;
            CREATE TABLE appointments(
                id INTEGER PRIMARY KEY, clinic_id INTEGER, citizen_id TEXT, start TEXT, "end" TEXT, status TEXT, notes TEXT);
            """);
    }

    /// <summary>Commits rows, so many a transaction; <paramref name="start"/> makes the start column of each.</summary>
    public static void Insert(string path, int from, int rows, int perTransaction, Func<string> start)
    {
        using var connection = Open(path);
        using var insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO appointments VALUES($id, 12, $citizen, $start, '2026-11-21T10:30:00Z', 'booked', $notes)";
        var id = insert.Parameters.Add("$id", SqliteType.Integer);
        var citizen = insert.Parameters.Add("$citizen", SqliteType.Text);
        var startAt = insert.Parameters.Add("$start", SqliteType.Text);
        insert.Parameters.AddWithValue("$notes", new string('n', 180));
        for (var row = 0; row < rows;)
        {
            using var transaction = connection.BeginTransaction();
            insert.Transaction = transaction;
            for (var n = 0; n < perTransaction && row < rows; n++, row++)
            {
                id.Value = from + row;
                citizen.Value = $"CID-{from + row}";
                startAt.Value = start();
                insert.ExecuteNonQuery();
            }

            transaction.Commit();
        }
    }

    private static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        Run(connection, "PRAGMA busy_timeout=10000; PRAGMA synchronous=NORMAL;");
        return connection;
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // the callers pass constants
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
