using System.Diagnostics;
using HmsSync.Hubs.Postgres;

namespace HmsSync.Cli.Bench.Postgres;

/// <summary>From a commit of the application to the partner's acknowledgement, one row a transaction at a steady rate.</summary>
internal sealed class PostgresLatency(HubServer server, string folder, TimeProvider clock)
{
    private const int Warm = 100;

    private const string Insert =
        """
        INSERT INTO appointments
            VALUES ($1, 12, 'CID-1', '2026-11-21T10:00:00Z', '2026-11-21T10:30:00Z', 'booked', repeat('n', 180))
        """;

    /// <summary>Milliseconds from the commit's answer to the acknowledgement in our hands, sorted; less than none counts as 0.</summary>
    public async Task<double[]> RunAsync(string url, int perSecond, int count, CancellationToken stop)
    {
        Directory.CreateDirectory(folder);
        await server.DropSlotAsync(BenchPlan.Slot, stop);
        await server.RunAsync($"TRUNCATE {HubServer.Table}", stop);
        var watch = new AckWatch(1);
        await using var engine = await BenchEngine.OpenAsync(BenchPlan.Of(folder, server.Connection, url), watch, clock);
        engine.Engine.Start();
        await engine.Engine.HubFeed.CaughtUp.WaitAsync(stop);
        await using var application = await server.OpenAsync(stop);
        var (committed, began) = (new List<long>(), Stopwatch.GetTimestamp());
        for (var row = 1; row <= Warm + count; row++)
        {
            var early = TimeSpan.FromSeconds((double)row / perSecond) - Stopwatch.GetElapsedTime(began);
            await Task.Delay(early > TimeSpan.Zero ? early : TimeSpan.Zero, clock, stop);
            await PgQuery.RunAsync(application, Insert, stop, row);
            committed.Add(Stopwatch.GetTimestamp());
        }

        var millis = new List<double>();
        for (var row = Warm; row < committed.Count; row++)
        {
            var acknowledged = await watch.LastAsync(row + 1).WaitAsync(stop); // the journal holds nothing else
            millis.Add(Math.Max(0, Stopwatch.GetElapsedTime(committed[row], acknowledged).TotalMilliseconds));
        }

        return [.. millis.Order()];
    }
}
