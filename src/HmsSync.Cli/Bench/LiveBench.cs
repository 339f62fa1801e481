using System.Diagnostics;

namespace HmsSync.Cli.Bench;

/// <summary>From a commit of the application to the partner's receipt, while the application goes on committing.</summary>
internal sealed class LiveBench(string folder, TimeProvider clock)
{
    /// <summary>Commits one row a transaction at the rate; milliseconds from commit to arrival, sorted.</summary>
    public async Task<double[]> LatencyAsync(int perSecond, int count, CancellationToken stop)
    {
        var (partner, engine) = await StartAsync("latency", "/stamped", stop);
        using (partner)
        await using (engine)
        {
            var gap = TimeSpan.FromSeconds(1.0 / perSecond);
            for (var row = 1; row <= count; row++)
            {
                BenchHub.Insert(Hub("latency"), row, 1, 1, Stamp);
                await Task.Delay(gap, clock, stop);
            }

            await engine.DeliveredAsync(count, clock, stop);
            return await ArrivalsAsync(partner.Url, stop);
        }
    }

    /// <summary>Commits rows as fast as the file takes them; events a second until all are acknowledged.</summary>
    public async Task<double> ThroughputAsync(int count, CancellationToken stop)
    {
        var (partner, engine) = await StartAsync("live", "/", stop);
        using (partner)
        await using (engine)
        {
            var start = Stopwatch.GetTimestamp();
            var committing = Task.Run(() => BenchHub.Insert(Hub("live"), 1, count, 1, () => "2026-11-21T10:00:00Z"), stop);
            await engine.DeliveredAsync(count, clock, stop);
            await committing;
            return count / Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
    }

    private static string Stamp() => Stopwatch.GetTimestamp().ToString(CultureInfo.InvariantCulture);

    private string Hub(string name) => Path.Combine(folder, name, "hms.db");

    private async Task<(BenchProcess Partner, BenchEngine Engine)> StartAsync(
        string name, string path, CancellationToken stop)
    {
        var place = Path.Combine(folder, name);
        Directory.CreateDirectory(place);
        BenchHub.Create(Hub(name));
        var partner = await BenchProcess.PartnerAsync(TimeSpan.Zero, stop);
        var engine = await BenchEngine.OpenAsync(place, partner.Url + path, 64, clock);
        engine.Engine.Start();
        await engine.Engine.HubFeed.CaughtUp.WaitAsync(stop);
        return (partner, engine);
    }

    private static async Task<double[]> ArrivalsAsync(string url, CancellationToken stop)
    {
        using var invoker = new HttpMessageInvoker(RawFloor.Handler(1));
        using var request = new HttpRequestMessage(HttpMethod.Get, url + "/arrivals");
        using var response = await invoker.SendAsync(request, stop);
        var text = await response.Content.ReadAsStringAsync(stop);
        return [.. text.Split('\n').Select(line => double.Parse(line, CultureInfo.InvariantCulture)).Order()];
    }
}
