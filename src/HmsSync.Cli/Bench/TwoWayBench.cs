using System.Diagnostics;
using System.Net;
using System.Text;
using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Map;
using HmsSync.Routing;
using HmsSync.Sdk;
using NodaTime;

namespace HmsSync.Cli.Bench;

/// <summary>
/// What two-way costs: half of the records come out of the hub, half are the partner's and go into it, come back through the hub's
/// feed and are found agreed; against as many records that only go out, in the same run, in turns.
/// </summary>
internal sealed class TwoWayBench(string folder, int events, int rounds, TimeProvider clock)
{
    public const double Wanted = 0.5;

    private const string Table = "appointments";
    private const string Doorbell = "slotChange";
    private const int PerAppend = 1_000;
    private const int Concurrency = 64;

    private static readonly Participant Partner = new("partner");
    private static readonly string Rest = $$"""
        "status":"booked","notes":"{{new string('n', 180)}}"}
        """;

    public async Task<BenchFigures> RunAsync(CancellationToken stop)
    {
        using var partner = await BenchProcess.PartnerAsync(TimeSpan.Zero, stop);
        var (twoWay, oneWay) = (new List<double>(), new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            oneWay.Add(events / (await RunAsync(partner.Url, events, 0, stop)).TotalSeconds);
            twoWay.Add(events / (await RunAsync(partner.Url, events / 2, events / 2, stop)).TotalSeconds);
        }

        return new BenchFigures("two-way against one-way", twoWay, oneWay, Wanted);
    }

    private async Task<TimeSpan> RunAsync(string url, int outward, int inward, CancellationToken stop)
    {
        var place = Path.Combine(folder, "two-way");
        Directory.CreateDirectory(place);
        try
        {
            BenchHub.Create(Path.Combine(place, "hms.db"));
            var calls = 0L;
            await using var engine = await BenchEngine.OpenAsync(
                Plan(place, url, inward > 0),
                (_, network) => new HttpMessageInvoker(new WatchedNetwork(network, (_, _) => Interlocked.Increment(ref calls))),
                clock);
            engine.Engine.Start();
            await engine.Engine.HubFeed.CaughtUp.WaitAsync(stop);
            var start = Stopwatch.GetTimestamp();
            BenchHub.Insert(Path.Combine(place, "hms.db"), 1, outward, 10, () => "2026-11-21T10:00:00Z");
            for (var at = 0; at < inward; at += PerAppend)
            {
                var first = outward + at;
                await engine.Engine.Journal.AppendAsync(
                    [.. Enumerable.Range(first + 1, Math.Min(PerAppend, inward - at)).Select(id => Change(id))]);
            }

            await engine.DeliveredAsync(outward + inward, clock, stop);
            var took = Stopwatch.GetElapsedTime(start);
            return Interlocked.Read(ref calls) == outward ? took : throw new InvalidOperationException(
                $"The partner was told {calls} times of {outward} records: what it said itself was not found agreed.");
        }
        finally
        {
            Directory.Delete(place, recursive: true);
        }
    }

    /// <summary>All columns: of what it does not say it would have to be told what the hub makes of it.</summary>
    private NewEvent Change(int id) => new()
    {
        Source = Partner,
        Topic = Table,
        Op = ChangeOp.Insert,
        Key = new RecordKey(string.Create(CultureInfo.InvariantCulture, $"{{\"id\":{id}}}")),
        Via = Doorbell,
        Fields = Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"id":{{id}},"clinic_id":12,"citizen_id":"CID-{{id}}","start":"2026-11-21T10:00:00Z","end":"2026-11-21T10:30:00Z",""")
            + Rest),
        At = EventTime.From(clock.GetUtcNow()),
    };

    private static EnginePlan Plan(string place, string url, bool twoWay) => new()
    {
        Zone = DateTimeZone.Utc,
        Hub = new HubPlan(Path.Combine(place, "hms.db"), false, [new TablePlan(Table)]),
        StorePath = Path.Combine(place, "sync.db"),
        Server = new ServerPlan(new Uri("http://127.0.0.1:0"), false, []),
        Replay = ReplayPlan.Default,
        Partners =
        [
            new PartnerPlan(Partner)
            {
                Url = url,
                Concurrency = Concurrency,
                AllowNetwork = [IPNetwork.Parse("127.0.0.0/8")],
                Send = [new RoutePlan(Table, Condition.Always, false, MappingPlan.Identity)],
                Receive = twoWay ? [new ReceivePlan(Doorbell, MappingPlan.Identity) { Table = Table }] : [],
            },
        ],
    };
}
