using System.Globalization;
using HmsSync.Seams;
using Npgsql;

namespace HmsSync.EndToEnd.Tests.Postgres.Load;

/// <summary>
/// An application that commits as long as it is let: in each transaction a slot that never changes again, and the next version of
/// one of a few that change all the time; now and then it deletes an old one. When the server goes away it comes back and goes on.
/// </summary>
internal sealed class SlotLoad(PostgresServer server, RandomSource random)
{
    /// <summary>Slots of this number and below change all the time.</summary>
    private const int Busy = 20;

    private const int DeleteOneIn = 10;

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan TryAgain = TimeSpan.FromMilliseconds(50);

    private readonly HashSet<string> _attempted = [];
    private int _last = Busy;
    private int _version;

    /// <summary>Bodies of all states that it ever tried to commit: the partner may see no other.</summary>
    public IReadOnlySet<string> Attempted => _attempted;

    /// <summary>Transactions that were acknowledged.</summary>
    public int Committed { get; private set; }

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await using var hub = await server.Open();
                while (!stop.IsCancellationRequested)
                {
                    await CommitAsync(hub);
                    Committed++;
                    await Task.Delay(Pace, TimeProvider.System, CancellationToken.None);
                }
            }
            catch (NpgsqlException)
            {
                // The server was crashed: what became of the last transaction only the hub itself can tell.
                await Task.Delay(TryAgain, TimeProvider.System, CancellationToken.None);
            }
        }
    }

    private async Task CommitAsync(NpgsqlConnection hub)
    {
        var (queued, busy, version) = (++_last, 1 + random.Next(Busy), ++_version);
        _attempted.Add(Body(queued, "queued", 0));
        _attempted.Add(Body(busy, "busy", version));
        var delete = random.Next(DeleteOneIn) == 0 ? Busy + 1 + random.Next(queued - Busy) : 0;
        var sql = string.Create(
            CultureInfo.InvariantCulture,
            $"""
            INSERT INTO slots VALUES ({queued}, 'queued', 0);
            INSERT INTO slots VALUES ({busy}, 'busy', {version})
                ON CONFLICT (id) DO UPDATE SET n = excluded.n, status = excluded.status;
            DELETE FROM slots WHERE id = {delete};
            """);
        await using var commit = new NpgsqlCommand(sql, hub); // all of it is one transaction
        await commit.ExecuteNonQueryAsync();
    }

    private static string Body(int id, string status, int n)
        => string.Create(CultureInfo.InvariantCulture, $$"""{"id":{{id}},"status":"{{status}}","n":{{n}}}""");
}
