namespace HmsSync.Cli.Bench.Postgres;

/// <summary>
/// The most memory of an engine in a process of its own that tells a partner of one large transaction, and of another that reads a
/// full table for the first time.
/// </summary>
internal sealed class PostgresMemory(HubServer server, string folder, TimeProvider clock)
{
    public const long Wanted = 300_000_000;

    public async Task<long> TransactionAsync(string url, int rows, CancellationToken stop)
    {
        await EmptyAsync(stop);
        using var engine = await BenchProcess.EngineAsync(Workspace("transaction", url, "none"), stop);
        await DeliveredAsync(engine, 0, stop);
        await server.FillAsync(rows, rows, stop);
        await DeliveredAsync(engine, rows, stop);
        return engine.MostBytes;
    }

    public async Task<long> BackfillAsync(string url, int rows, CancellationToken stop)
    {
        await EmptyAsync(stop);
        await server.FillAsync(rows, 10_000, stop);
        using var engine = await BenchProcess.EngineAsync(Workspace("backfill", url, "initial"), stop);
        await DeliveredAsync(engine, rows, stop);
        return engine.MostBytes;
    }

    private async Task EmptyAsync(CancellationToken stop)
    {
        await server.DropSlotAsync(BenchPlan.Slot, stop);
        await server.RunAsync($"TRUNCATE {HubServer.Table}", stop);
    }

    private string Workspace(string name, string url, string snapshot)
    {
        var place = Directory.CreateDirectory(Path.Combine(folder, name)).FullName;
        File.WriteAllText(
            Path.Combine(place, "all.json"), """{ "fields": { "id": "id" }, "rest": "keep" }""");
        var config = Path.Combine(place, "hms-sync.yml");
        File.WriteAllText(config, string.Create(
            CultureInfo.InvariantCulture,
            $$"""
            hub:
              feed: postgres
              connection: "{{server.Connection}}"
              snapshot: {{snapshot}}
              tables: { {{HubServer.Table}}: { key: id } }
            store: sync.db
            server: { listen: "http://127.0.0.1:0", auth: none }
            governance: none
            partners:
              {{BenchPlan.Partner}}:
                url: {{url}}
                mapping: all.json
                concurrency: {{BenchPlan.Lanes}}
                send: [ { on: {{HubServer.Table}} } ]
                allow_network: [127.0.0.0/8]
            """));
        return config;
    }

    /// <summary>Until so many rows were acknowledged; 0: until it follows the hub.</summary>
    private async Task DeliveredAsync(BenchProcess engine, int rows, CancellationToken stop)
    {
        const string Delivered = "sync_events_total{participant=\"" + BenchPlan.Partner + "\",direction=\"out\",outcome=\"delivered\"} ";
        const string FeedLag = "sync_feed_lag_seconds 0\n";
        using var invoker = new HttpMessageInvoker(RawFloor.Handler(1));
        while (true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, engine.Url + "/metrics");
            using var response = await invoker.SendAsync(request, stop);
            var text = await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync(stop);
            var line = text.Split('\n').FirstOrDefault(l => l.StartsWith(Delivered, StringComparison.Ordinal));
            var count = line is null ? 0 : double.Parse(line.AsSpan(Delivered.Length), CultureInfo.InvariantCulture);
            if (rows > 0 ? count >= rows : text.Contains(FeedLag, StringComparison.Ordinal))
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), clock, stop);
        }
    }
}
