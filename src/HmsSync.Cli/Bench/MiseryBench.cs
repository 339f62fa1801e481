using System.Diagnostics;
using System.Text;
using HmsSync.Hosting;
using HmsSync.Hosting.Control;

namespace HmsSync.Cli.Bench;

/// <summary>
/// What dead, slow and flapping partners cost the healthy ones: the same events at the same rate, to the healthy alone and to
/// all, in turns. Then the others are healed, and every delivery is counted.
/// </summary>
internal sealed class MiseryBench(string folder, int partners, int events, int rounds, TimeProvider clock)
{
    private const int PerSecond = 20;
    private const int Warm = 20;

    private static readonly TimeSpan LongestDrain = TimeSpan.FromMinutes(5);

    public async Task<MiseryFigures> RunAsync(CancellationToken stop)
    {
        var all = Enumerable.Range(1, partners).ToList();
        var healthy = all.Where(n => MiseryCast.Of(n) == MiseryKind.Healthy).ToList();
        var (alone, among) = (new List<double>(), new List<double>());
        var counted = new long[3];
        for (var round = 0; round < rounds; round++)
        {
            alone.Add(await RoundAsync(healthy, counted, stop));
            among.Add(await RoundAsync(all, counted, stop));
        }

        return new MiseryFigures(partners, healthy.Count, alone, among, counted[0], counted[1], counted[2]);
    }

    /// <summary>The 99th percentile of the healthy, in milliseconds.</summary>
    private async Task<double> RoundAsync(List<int> cast, long[] counted, CancellationToken stop)
    {
        var place = Path.Combine(folder, "misery");
        using var process = await BenchProcess.MiseryAsync(stop);
        var addresses = process.Url.Split(' ');
        var watch = new MiseryWatch();
        double slowest;
        await using (var engine = await BenchEngine.OpenAsync(
            MiseryWorkspace.Write(place, addresses[0], addresses[1], cast), watch.Around, clock))
        {
            engine.Engine.Start();
            await engine.Engine.HubFeed.CaughtUp.WaitAsync(stop);
            using var control = new EngineControl(engine.Engine);
            var published = await PublishAsync(control.Publisher, stop);
            using var http = new HttpMessageInvoker(RawFloor.Handler(1));
            await AskAsync(http, HttpMethod.Post, addresses[0] + "/heal", stop);
            await DrainAsync(engine.Engine, stop);
            Count(await AskAsync(http, HttpMethod.Get, addresses[0] + "/count", stop), cast.Count, counted);
            slowest = BenchFigures.Percentile(watch.Latencies(published), 0.99);
        }

        Directory.Delete(place, recursive: true);
        return slowest;
    }

    /// <summary>When each was published, by seq; those that warm up are not among them.</summary>
    private async Task<Dictionary<long, long>> PublishAsync(Publisher publisher, CancellationToken stop)
    {
        var published = new Dictionary<long, long>();
        for (var n = 1; n <= Warm + events; n++)
        {
            var data = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"number":{{n}}}"""));
            var key = n.ToString(CultureInfo.InvariantCulture);
            var began = Stopwatch.GetTimestamp();
            var result = await publisher.PublishAsync(new PublishRequest(MiseryWorkspace.Topic, data, null, key));
            if (n > Warm)
            {
                published[result.Seq] = began;
            }

            await Task.Delay(TimeSpan.FromSeconds(1.0 / PerSecond), clock, stop);
        }

        return published;
    }

    private async Task DrainAsync(Engine engine, CancellationToken stop)
    {
        var began = clock.GetTimestamp();
        while (engine.Lanes.Any(lane => lane.View.Lag > 0) && clock.GetElapsedTime(began) < LongestDrain)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), clock, stop);
        }
    }

    private void Count(string text, int cast, long[] counted)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ').Select(n => long.Parse(n, CultureInfo.InvariantCulture)).ToArray()).ToList();
        counted[0] += ((long)cast * (Warm + events)) - lines.Sum(line => line[1]);
        counted[1] += lines.Sum(line => line[2]);
        counted[2] += lines.Sum(line => line[3]);
    }

    private static async Task<string> AskAsync(HttpMessageInvoker http, HttpMethod method, string url, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(method, url);
        using var response = await http.SendAsync(request, stop);
        return await response.Content.ReadAsStringAsync(stop);
    }
}
