using System.Net;
using HmsSync.Adapters.Http;
using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Hosting;
using HmsSync.Map;
using HmsSync.Routing;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;

namespace HmsSync.Cli.Bench;

/// <summary>A whole engine in this process, as <c>run</c> makes it: store with fsync, audit, owed rows, guarded dialer.</summary>
internal sealed class BenchEngine : IAsyncDisposable
{
    private readonly IHub _hub;

    private BenchEngine(Engine engine, IHub hub)
    {
        Engine = engine;
        _hub = hub;
    }

    public Engine Engine { get; }

    public static Task<BenchEngine> OpenAsync(string folder, string url, int concurrency, TimeProvider clock)
        => OpenAsync(Plan(folder, url, concurrency), clock);

    public static Task<BenchEngine> OpenAsync(EnginePlan plan, TimeProvider clock) => OpenAsync(plan, (_, network) => network, clock);

    /// <param name="plan">What the engine is.</param>
    /// <param name="watch">Sees all calls.</param>
    /// <param name="clock">The time.</param>
    public static Task<BenchEngine> OpenAsync(EnginePlan plan, AckWatch watch, TimeProvider clock)
        => OpenAsync(plan, (_, network) => watch.Around(network), clock);

    /// <param name="plan">What the engine is.</param>
    /// <param name="around">Stands between a partner and its network.</param>
    /// <param name="clock">The time.</param>
    public static async Task<BenchEngine> OpenAsync(
        EnginePlan plan, Func<PartnerPlan, HttpMessageInvoker, HttpMessageInvoker> around, TimeProvider clock)
    {
        var random = Production.Random();
        var hub = HubOf.Plan(plan.Hub, clock, random.Split(), NullLoggerFactory.Instance);
        var seams = Production.Seams(
            plan, hub, [new HttpAdapterFactory()], clock, random, NullLoggerFactory.Instance);
        var network = seams.Network;
        return new BenchEngine(
            await Engine.OpenAsync(plan, seams with { Network = p => around(p, network(p)) }), hub);
    }

    /// <summary>Completes when the partner has acknowledged so many deliveries.</summary>
    public async Task DeliveredAsync(long count, TimeProvider clock, CancellationToken stop)
    {
        while (Engine.Lanes[0].View.Counts.Low.Value < count)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(2), clock, stop);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        _hub.Dispose();
    }

    private static EnginePlan Plan(string folder, string url, int concurrency) => new()
    {
        Zone = DateTimeZone.Utc,
        Hub = new HubPlan(Path.Combine(folder, "hms.db"), false, [new TablePlan("appointments")]),
        StorePath = Path.Combine(folder, "sync.db"),
        Server = new ServerPlan(new Uri("http://127.0.0.1:0"), false, []),
        Replay = ReplayPlan.Default,
        Partners =
        [
            new PartnerPlan(new Participant("partner"))
            {
                Url = url,
                Concurrency = concurrency,
                AllowNetwork = [IPNetwork.Parse("127.0.0.0/8")],
                Send = [new RoutePlan("appointments", Condition.Always, false, MappingPlan.Identity)],
            },
        ],
    };
}
