using System.Security.Cryptography;

namespace HmsSync.Cli.Bench;

/// <summary>
/// Webhooks that are verified and on the disk when they are answered, as many as there is room for, and then at half that rate;
/// beside it, in turns, a bare endpoint. Server and senders are processes of their own.
/// </summary>
internal sealed class WebhookBench(string folder, int count, int rounds, TimeProvider clock)
{
    private const int Warm = 20_000;
    private const int HalfSeconds = 20;

    public async Task<WebhookFigures> RunAsync(CancellationToken stop)
    {
        var key = RandomNumberGenerator.GetBytes(24);
        using var engine = await BenchProcess.EngineAsync(Write(key), stop);
        using var bare = await BenchProcess.ReceiverAsync(stop);
        var (senders, others) = (new WebhookCrowd(new Uri(engine.Url), key, clock), new WebhookCrowd(new Uri(bare.Url), key, clock));
        await senders.RunAsync("warm", Math.Min(Warm, count), null, stop);
        await others.RunAsync("warm", Math.Min(Warm, count), null, stop);
        var (rates, floors, used) = (new List<double>(), new List<double>(), engine.ProcessorTime);
        for (var round = 0; round < rounds; round++)
        {
            rates.Add((await senders.RunAsync(string.Create(CultureInfo.InvariantCulture, $"r{round}"), count, null, stop)).Rate);
            floors.Add((await others.RunAsync("r", count, null, stop)).Rate);
        }

        var micros = (engine.ProcessorTime - used).TotalMicroseconds / ((double)count * rounds);
        var half = BenchFigures.Median(rates) / 2;
        var millis = (await senders.RunAsync("half", (int)(half * HalfSeconds), half, stop)).Millis;
        return new WebhookFigures(rates, floors, half, millis, micros, engine.MostBytes);
    }

    private string Write(byte[] key)
    {
        Directory.CreateDirectory(folder);
        BenchHub.Create(Path.Combine(folder, "hms.db"));
        File.WriteAllText(Path.Combine(folder, "keep.json"), """{ "rest": "keep" }""");
        var path = Path.Combine(folder, "hms-sync.yml");
        File.WriteAllText(path, $$"""
            hub: { feed: sqlite, connection: hms.db, tables: { appointments: { key: id } } }
            store: sync.db
            server: { listen: "http://127.0.0.1:0", auth: none }
            governance: none
            partners:
              sender:
                adapter: none
                mapping: keep.json
                receive:
                  webhook: { verify: { scheme: standard-webhooks, secret: "whsec_{{Convert.ToBase64String(key)}}" } }
                  events: { bed: { publish: bench.bed } }
            """);
        return path;
    }
}
