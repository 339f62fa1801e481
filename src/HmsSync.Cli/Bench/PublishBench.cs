using System.Diagnostics;
using System.Text;
using HmsSync.Configuration;
using HmsSync.Hosting;
using HmsSync.Hosting.Control;

namespace HmsSync.Cli.Bench;

/// <summary>From the call that publishes a rule to the answer of the last partner that is owed it, all of them on this machine.</summary>
internal sealed class PublishBench(string folder, int partners, TimeProvider clock)
{
    /// <summary>Rules that are published before it counts: connections are made, code is compiled.</summary>
    private const int Warm = 20;

    public int Partners => partners;

    /// <summary>Milliseconds, sorted.</summary>
    public async Task<double[]> RunAsync(int perSecond, int count, CancellationToken stop)
    {
        using var partner = await BenchProcess.PartnerAsync(TimeSpan.Zero, stop);
        var loaded = ConfigLoader.Load(FanoutWorkspace.Write(folder, partner.Url, partners), _ => null);
        var plan = loaded.Plan ?? throw new InvalidOperationException(loaded.Faults[0].ToString());
        var watch = new AckWatch(partners);
        await using var engine = await BenchEngine.OpenAsync(plan, watch, clock);
        engine.Engine.Start();
        await engine.Engine.HubFeed.CaughtUp.WaitAsync(stop);
        using var control = new EngineControl(engine.Engine);
        var millis = new List<double>();
        for (var rule = 1; rule <= Warm + count; rule++)
        {
            var taken = await PublishAsync(control.Publisher, watch, rule).WaitAsync(stop);
            if (rule > Warm)
            {
                millis.Add(taken.TotalMilliseconds);
                await Task.Delay(TimeSpan.FromSeconds(1.0 / perSecond), clock, stop);
            }
        }

        return [.. millis.Order()];
    }

    private static async Task<TimeSpan> PublishAsync(Publisher publisher, AckWatch watch, int rule)
    {
        var data = Encoding.UTF8.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $$"""{"id":{{rule}},"scope":"Hospital","minIcuBeds":10}"""));
        var began = Stopwatch.GetTimestamp();
        var published = await publisher.PublishAsync(new PublishRequest(FanoutWorkspace.Topic, data, null, null));
        return Stopwatch.GetElapsedTime(began, await watch.LastAsync(published.Seq));
    }
}
