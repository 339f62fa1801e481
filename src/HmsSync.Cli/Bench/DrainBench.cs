using System.Diagnostics;

namespace HmsSync.Cli.Bench;

/// <summary>
/// How fast a backlog drains: rows committed ten a transaction, the source idle, to a bare partner in a process of its own;
/// against the raw floor in the same run, in turns.
/// </summary>
internal sealed class DrainBench(string folder, int events, int rounds, TimeProvider clock)
{
    private const int PerTransaction = 10;

    private string Template => Path.Combine(folder, "template");

    /// <summary>A hub with the backlog in it, captured and not read yet.</summary>
    public async Task PrepareAsync(CancellationToken stop)
    {
        Directory.CreateDirectory(Template);
        BenchHub.Create(Path.Combine(Template, "hms.db"));
        await using (var engine = await BenchEngine.OpenAsync(Template, "http://127.0.0.1:9/", 1, clock))
        {
            engine.Engine.Start();
            await engine.Engine.HubFeed.CaughtUp.WaitAsync(stop);
        }

        BenchHub.Insert(Path.Combine(Template, "hms.db"), 1, events, PerTransaction, () => "2026-11-21T10:00:00Z");
    }

    public async Task<BenchFigures> RunAsync(
        string name, TimeSpan delay, int concurrency, int count, double wanted, CancellationToken stop)
    {
        using var partner = await BenchProcess.PartnerAsync(delay, stop);
        var (engine, floor) = (new List<double>(), new List<double>());
        await RawFloor.RunAsync(partner.Url, Math.Min(count, 5_000), concurrency, stop); // both sides compiled and warm
        for (var round = 0; round < rounds; round++)
        {
            engine.Add(count / (await DrainAsync(partner.Url, concurrency, count, stop)).TotalSeconds);
            var start = Stopwatch.GetTimestamp();
            await RawFloor.RunAsync(partner.Url, count, concurrency, stop);
            floor.Add(count / Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        // With a slow partner the floor is what its delay allows, however fast a bare loop may be.
        var ideal = delay > TimeSpan.Zero ? [concurrency / delay.TotalSeconds] : floor;
        return new BenchFigures(name, engine, ideal, wanted);
    }

    private async Task<TimeSpan> DrainAsync(string url, int concurrency, int count, CancellationToken stop)
    {
        var place = Path.Combine(folder, "round");
        Directory.CreateDirectory(place);
        foreach (var file in new[] { "hms.db", "sync.db" })
        {
            File.Copy(Path.Combine(Template, file), Path.Combine(place, file), overwrite: true);
        }

        var start = Stopwatch.GetTimestamp();
        await using (var engine = await BenchEngine.OpenAsync(place, url, concurrency, clock))
        {
            engine.Engine.Start();
            await engine.DeliveredAsync(count, clock, stop);
        }

        var taken = Stopwatch.GetElapsedTime(start);
        Directory.Delete(place, recursive: true);
        return taken;
    }
}
