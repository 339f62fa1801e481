using System.Globalization;
using HmsSync.Seams;
using Microsoft.Data.Sqlite;

namespace HmsSync.EndToEnd.Tests.Crashes;

/// <summary>An application that books, changes and deletes appointments, one transaction after the other.</summary>
internal sealed class BookingLoad : IDisposable
{
    private const int Records = 12;

    private readonly SqliteConnection _hub;
    private readonly RandomSource _random;
    private int _version;

    public BookingLoad(string hub, RandomSource random)
    {
        _random = random;
        _hub = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = hub, Pooling = false }.ConnectionString);
        _hub.Open();
    }

    /// <summary>As many transactions, or until told to stop.</summary>
    public void CommitAtMost(int most, CancellationToken stop)
    {
        for (var i = 0; i < most && !stop.IsCancellationRequested; i++)
        {
            using var transaction = _hub.BeginTransaction();
            for (var n = _random.Next(3); n >= 0; n--)
            {
                Change(transaction, 1 + _random.Next(Records), ++_version);
            }

            transaction.Commit();
        }
    }

    /// <summary>One record more that nothing comes after.</summary>
    public void CommitLast()
    {
        using var insert = _hub.CreateCommand();
        insert.CommandText = "INSERT INTO appointments VALUES($id, 'CID-1', '2026-12-01T10:00', '2026-12-01T10:30', 'last', 'booked')";
        insert.Parameters.AddWithValue("$id", Records + 1);
        insert.ExecuteNonQuery();
    }

    /// <summary>What a partner must hold when all is quiet: mapped body by record key.</summary>
    public Dictionary<string, string> Bodies()
    {
        using var select = _hub.CreateCommand();
        select.CommandText = "SELECT id, start, \"end\", subject FROM appointments";
        using var rows = select.ExecuteReader();
        var bodies = new Dictionary<string, string>(StringComparer.Ordinal);
        while (rows.Read())
        {
            var id = rows.GetInt64(0).ToString(CultureInfo.InvariantCulture);
            bodies[$"{{\"id\":{id}}}"] =
                $"{{\"uid\":{id},\"begin\":\"{rows.GetString(1)}\",\"close\":\"{rows.GetString(2)}\","
                + $"\"title\":\"{rows.GetString(3)}\",\"type\":\"changed\"}}";
        }

        return bodies;
    }

    public void Dispose() => _hub.Dispose();

    private void Change(SqliteTransaction transaction, int id, int version)
    {
        using var command = _hub.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = _random.OneIn(6)
            ? "DELETE FROM appointments WHERE id = $id"
            : """
                INSERT INTO appointments VALUES($id, 'CID-1', '2026-12-01T10:00', '2026-12-01T10:30', $subject, 'booked')
                ON CONFLICT(id) DO UPDATE SET subject = excluded.subject
                """;
        command.Parameters.AddWithValue("$id", id);
        command.Parameters.AddWithValue("$subject", string.Create(CultureInfo.InvariantCulture, $"v{version}"));
        command.ExecuteNonQuery();
    }
}
