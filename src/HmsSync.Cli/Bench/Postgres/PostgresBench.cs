using HmsSync.Cli.Shell;

namespace HmsSync.Cli.Bench.Postgres;

/// <summary>All that is measured of a PostgreSQL hub, on a server of the benchmark's own.</summary>
/// <param name="call">Where to tell of it.</param>
/// <param name="folder">For stores.</param>
/// <param name="events">Rows of each backlog at most, and of what is read while memory is watched.</param>
/// <param name="rounds">Of each comparison.</param>
/// <param name="only">One part alone: journal, partner, latency or memory; null: all.</param>
internal sealed class PostgresBench(Call call, string folder, int events, int rounds, string? only)
{
    private const int MostJournaled = 300_000;
    private const int MostPosted = 100_000;
    private const int LatencyPerSecond = 50;
    private const int LatencyCount = 1_000;
    private const double LatencyWanted50 = 2;
    private const double LatencyWanted99 = 10;
    private const double Mega = 1_000_000;

    private static readonly int[] Sizes = [1, 10, 1_000];

    private bool _reached = true;

    /// <summary>True: all that is wanted was reached.</summary>
    public async Task<bool> RunAsync()
    {
        if (ServerPrograms.Find() is not { } programs)
        {
            call.Screen.Note("No PostgreSQL is installed (Debian: apt-get install postgresql): its hub is not measured.");
            return true;
        }

        await using var server = await HubServer.StartAsync(programs, call.Stop);
        using var partner = await BenchProcess.PartnerAsync(TimeSpan.Zero, call.Stop);
        foreach (var size in Sizes)
        {
            await DrainAsync(server, partner, size);
        }

        if (only is null or "latency")
        {
            await LatencyAsync(server, partner);
        }

        if (only is null or "memory")
        {
            await MemoryAsync(server, partner);
        }

        return _reached;
    }

    private async Task DrainAsync(HubServer server, BenchProcess partner, int size)
    {
        var place = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"postgres-{size}"));
        if (only is null or "journal")
        {
            var drain = Drain("journal", MostJournaled);
            await drain.PrepareAsync(call.Stop);
            Tell(await drain.JournalAsync(rounds, call.Stop));
        }

        if (only is null or "partner")
        {
            var drain = Drain("partner", MostPosted);
            await drain.PrepareAsync(call.Stop);
            Tell(await drain.PartnerAsync(partner.Url, rounds, call.Stop));
        }

        PostgresDrain Drain(string name, int most)
            => new(server, Path.Combine(place, name), Math.Min(events, most), size, call.World.Clock);
    }

    private void Tell(BenchFigures figures)
    {
        call.Screen.Document(figures.Document());
        call.Screen.Say(figures.ToString());
        _reached &= figures.Ratio >= figures.Wanted;
    }

    private async Task LatencyAsync(HubServer server, BenchProcess partner)
    {
        var bench = new PostgresLatency(server, Path.Combine(folder, "postgres-latency"), call.World.Clock);
        var millis = await bench.RunAsync(partner.Url, LatencyPerSecond, LatencyCount, call.Stop);
        var (p50, p99) = (BenchFigures.Percentile(millis, 0.5), BenchFigures.Percentile(millis, 0.99));
        var name = $"commit to acknowledgement at {LatencyPerSecond}/s";
        call.Screen.Document(new { name, p50_ms = p50, p99_ms = p99, max_ms = millis[^1] });
        call.Screen.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: p50 {p50:F2} ms (wanted {LatencyWanted50}), p99 {p99:F2} ms (wanted {LatencyWanted99}), max {millis[^1]:F2} ms"));
        _reached &= p50 <= LatencyWanted50 && p99 <= LatencyWanted99;
    }

    private async Task MemoryAsync(HubServer server, BenchProcess partner)
    {
        var memory = new PostgresMemory(server, Path.Combine(folder, "postgres-memory"), call.World.Clock);
        Tell("one transaction", await memory.TransactionAsync(partner.Url, events, call.Stop));
        Tell("first reading of a table", await memory.BackfillAsync(partner.Url, events, call.Stop));

        void Tell(string what, long bytes)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{what} of {events:N0} rows, delivered: most memory");
            call.Screen.Document(new { name, bytes, wanted = PostgresMemory.Wanted });
            call.Screen.Say(string.Create(
                CultureInfo.InvariantCulture, $"{name} {bytes / Mega:N0} MB (wanted {PostgresMemory.Wanted / Mega:N0} MB)"));
            _reached &= bytes <= PostgresMemory.Wanted;
        }
    }
}
