using System.CommandLine;
using HmsSync.Cli.Bench;
using HmsSync.Cli.Bench.Postgres;
using HmsSync.Cli.Shell;

namespace HmsSync.Cli.Commands;

/// <summary><c>bench</c>: the project's own benchmark, so that a user can measure their box.</summary>
internal static class BenchCommand
{
    private const string Postgres = "postgres";
    private const int SlowConcurrency = 256;
    private const int DrainConcurrency = 64;
    private const int Fanout = 300;
    private const int MostStreamed = 1_000;
    private const int MostTwoWay = 100_000;
    private const int MostMisery = 400;

    private static readonly TimeSpan SlowDelay = TimeSpan.FromMilliseconds(20);

    public static Verb Create(CommandShell shell)
    {
        var events = new Option<int>("--events") { Description = "Rows of the backlog", DefaultValueFactory = _ => 300_000 };
        var rounds = new Option<int>("--rounds") { Description = "Rounds of each comparison", DefaultValueFactory = _ => 3 };
        var clients = new Option<int>("--clients") { Description = "Clients of the streams", DefaultValueFactory = _ => 1_000 };
        var only = new Option<string>("--only")
        {
            Description = "drain, slow, two-way, live, latency, publish, fanout, replay, streams, webhooks, misery or postgres "
                + "(postgres-journal, postgres-partner, postgres-latency, postgres-memory)",
        };
        var partners = new Option<int>("--partners") { Description = "Partners of the misery run", DefaultValueFactory = _ => 50 };
        return new Verb(
            "bench",
            "Measures this machine: drain, slow partner, two-way, live, latency, publish, fan-out, replay, streams, webhooks, misery, "
                + "PostgreSQL",
            "hms-sync bench --events 300000 --rounds 3",
            events, rounds, clients, partners, only, Partner(shell), Stream(shell), Receiver(shell), MiseryPartners(shell))
            .Does(shell, async call =>
            {
                var (all, which) = (call.Get(events), call.Get(only));
                var ran = await RunAsync(call, all, call.Get(rounds), call.Get(clients), which);
                var isReached = which is not (null or "misery") || await MiseryAsync(call, call.Get(partners), all, call.Get(rounds));
                return isReached ? ran : ExitCode.Fault;
            });
    }

    private static async Task<bool> MiseryAsync(Call call, int partners, int events, int rounds)
    {
        var folder = Directory.CreateTempSubdirectory("hms-sync-bench-").FullName;
        try
        {
            var bench = new MiseryBench(folder, partners, Math.Min(events, MostMisery), rounds, call.World.Clock);
            var figures = await bench.RunAsync(call.Stop);
            call.Screen.Document(figures.Document());
            call.Screen.Say(figures.ToString());
            return figures.Reached;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Verb MiseryPartners(CommandShell shell)
    {
        var verb = new Verb("misery-partner", "The partners of the misery run", "hms-sync bench misery-partner") { Hidden = true };
        return verb.Does(shell, async call =>
        {
            await new MiseryPartner(call.World.Clock).RunAsync(call.World.Output, call.Stop);
            return ExitCode.Done;
        });
    }

    private static Verb Stream(CommandShell shell)
    {
        var verb = new Verb("stream", "The bare stream of the benchmark", "hms-sync bench stream") { Hidden = true };
        return verb.Does(shell, async call =>
        {
            await new BareStream().RunAsync(call.World.Output, call.Stop);
            return ExitCode.Done;
        });
    }

    private static Verb Receiver(CommandShell shell)
    {
        var verb = new Verb("receiver", "The bare receiver of the benchmark", "hms-sync bench receiver") { Hidden = true };
        return verb.Does(shell, async call =>
        {
            await BareReceiver.RunAsync(call.World.Output, call.Stop);
            return ExitCode.Done;
        });
    }

    private static Verb Partner(CommandShell shell)
    {
        var delay = new Option<string>("--delay") { Description = "How long each answer takes", DefaultValueFactory = _ => "0ms" };
        var verb = new Verb("partner", "The bare partner of the benchmark", "hms-sync bench partner --delay 20ms", delay);
        verb.Hidden = true;
        return verb.Does(shell, async call =>
        {
            var millis = int.Parse(call.Get(delay)!.Replace("ms", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
            await BenchPartner.RunAsync(TimeSpan.FromMilliseconds(millis), call.World.Output, call.World.Clock, call.Stop);
            return ExitCode.Done;
        });
    }

    private static async Task<int> RunAsync(Call call, int events, int rounds, int clients, string? only)
    {
        var folder = Directory.CreateTempSubdirectory("hms-sync-bench-").FullName;
        var reached = true;
        try
        {
            if (only is null or "drain" or "slow")
            {
                var drain = new DrainBench(folder, events, rounds, call.World.Clock);
                await drain.PrepareAsync(call.Stop);
                foreach (var figures in await DrainsAsync(drain, events, only, call.Stop))
                {
                    call.Screen.Document(figures.Document());
                    call.Screen.Say(figures.ToString());
                    reached &= figures.Ratio >= figures.Wanted;
                }
            }

            if (only is null or "two-way")
            {
                var figures = await new TwoWayBench(folder, Math.Min(events, MostTwoWay), rounds, call.World.Clock).RunAsync(call.Stop);
                call.Screen.Document(figures.Document());
                call.Screen.Say(figures.ToString());
                reached &= figures.Ratio >= figures.Wanted;
            }

            if (only is null or "live" or "latency")
            {
                await LiveAsync(call, new LiveBench(folder, call.World.Clock), only);
            }

            if (only is null or "publish")
            {
                await PublishAsync(call, new PublishBench(Path.Combine(folder, "publish"), 1, call.World.Clock), 50, 1_000);
            }

            if (only is null or "fanout")
            {
                await PublishAsync(call, new PublishBench(Path.Combine(folder, "fanout"), Fanout, call.World.Clock), 1, 20);
            }

            reached &= await ReadingAsync(call, folder, events, rounds, clients, only);
            if (only is null || only.StartsWith(Postgres, StringComparison.Ordinal))
            {
                var part = only is null or Postgres ? null : only[(Postgres.Length + 1)..];
                reached &= await new PostgresBench(call, folder, events, rounds, part).RunAsync();
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return reached ? ExitCode.Done : ExitCode.Fault;
    }

    private static async Task<List<BenchFigures>> DrainsAsync(DrainBench drain, int events, string? only, CancellationToken stop)
    {
        var all = new List<BenchFigures>();
        if (only is null or "drain")
        {
            all.Add(await drain.RunAsync("drain", TimeSpan.Zero, DrainConcurrency, events, 0.3, stop));
        }

        if (only is null or "slow")
        {
            all.Add(await drain.RunAsync("partner 20 ms away", SlowDelay, SlowConcurrency, Math.Min(events, 50_000), 0.7, stop));
        }

        return all;
    }

    private static async Task<bool> ReadingAsync(Call call, string folder, int events, int rounds, int clients, string? only)
    {
        var reached = true;
        if (only is null or "replay")
        {
            var bench = new ReplayBench(Path.Combine(folder, "replay"), events, rounds, call.World.Clock);
            var figures = await bench.RunAsync(call.Stop);
            call.Screen.Document(figures.Document());
            call.Screen.Say(figures.ToString());
            reached &= figures.Rate >= ReplayFigures.Wanted;
        }

        if (only is null or "streams")
        {
            var bench = new StreamBench(
                Path.Combine(folder, "streams"), clients, Math.Min(events, MostStreamed), rounds, call.World.Clock);
            var figures = await bench.RunAsync(call.Stop);
            call.Screen.Document(figures.Document());
            call.Screen.Say(figures.ToString());
            reached &= figures.Reached;
        }

        if (only is null or "webhooks")
        {
            var figures = await new WebhookBench(Path.Combine(folder, "webhooks"), events, rounds, call.World.Clock).RunAsync(call.Stop);
            call.Screen.Document(figures.Document());
            call.Screen.Say(figures.ToString());
            reached &= figures.Reached;
        }

        return reached;
    }

    private static async Task LiveAsync(Call call, LiveBench live, string? only)
    {
        if (only is null or "latency")
        {
            var millis = await live.LatencyAsync(50, 1_000, call.Stop);
            var (p50, p99) = (BenchFigures.Percentile(millis, 0.5), BenchFigures.Percentile(millis, 0.99));
            call.Screen.Document(new { name = "latency at 50/s", p50_ms = p50, p99_ms = p99, max_ms = millis[^1] });
            call.Screen.Say(string.Create(
                CultureInfo.InvariantCulture, $"latency at 50/s: p50 {p50:F2} ms, p99 {p99:F2} ms, max {millis[^1]:F2} ms"));
        }

        if (only is null or "live")
        {
            var rate = await live.ThroughputAsync(30_000, call.Stop);
            call.Screen.Document(new { name = "live", events_per_second = rate });
            call.Screen.Say(string.Create(CultureInfo.InvariantCulture, $"live, source committing meanwhile: {rate:N0}/s"));
        }
    }

    private static async Task PublishAsync(Call call, PublishBench bench, int perSecond, int count)
    {
        var millis = await bench.RunAsync(perSecond, count, call.Stop);
        var (p50, p99) = (BenchFigures.Percentile(millis, 0.5), BenchFigures.Percentile(millis, 0.99));
        var name = $"publish at {perSecond}/s to {bench.Partners} partner{(bench.Partners == 1 ? "" : "s")}, to the last acknowledgement";
        call.Screen.Document(new { name, p50_ms = p50, p99_ms = p99, max_ms = millis[^1] });
        call.Screen.Say(string.Create(
            CultureInfo.InvariantCulture, $"{name}: p50 {p50:F2} ms, p99 {p99:F2} ms, max {millis[^1]:F2} ms"));
    }
}
