using System.Diagnostics;
using HmsSync.Hosting.Control;

namespace HmsSync.Cli.Bench.Postgres;

/// <summary>
/// A backlog in the log of a PostgreSQL server, the source idle. Each round reads it from its beginning, the engine and the bare
/// loop in turns: once into the journal against a loop that only reads, once to the partner against a loop that reads and posts.
/// </summary>
internal sealed class PostgresDrain(HubServer server, string folder, int events, int perTransaction, TimeProvider clock)
{
    private const string Base = "base";
    private const string Bare = "bare";
    private const double Wanted = 0.6;

    private string Template => Path.Combine(folder, "template");

    /// <summary>An engine that has seen nothing yet, and then the backlog.</summary>
    public async Task PrepareAsync(CancellationToken stop)
    {
        Directory.CreateDirectory(Template);
        await server.DropSlotAsync(BenchPlan.Slot, stop);
        await server.DropSlotAsync(Base, stop);
        await server.RunAsync($"TRUNCATE {HubServer.Table}", stop);
        await using (var engine = await BenchEngine.OpenAsync(Plan(Template, "http://127.0.0.1:9/"), clock))
        {
            engine.Engine.Start();
            await engine.Engine.HubFeed.CaughtUp.WaitAsync(stop);
        }

        await server.CopySlotAsync(BenchPlan.Slot, Base, stop);
        await server.FillAsync(events, perTransaction, stop);
    }

    public async Task<BenchFigures> JournalAsync(int rounds, CancellationToken stop)
    {
        var (engine, bare) = (new List<double>(), new List<double>());
        for (var round = -1; round < rounds; round++) // the first is not counted: both sides compiled and warm
        {
            Count(round, bare, await BareAsync(() => BareLoop.ReadAsync(server.Connection, Bare, events, stop), stop));
            Count(round, engine, await EngineAsync("http://127.0.0.1:9/", isPaused: true, stop));
        }

        return new BenchFigures($"feed to journal, {PerTransaction}", engine, bare, Wanted);
    }

    public async Task<BenchFigures> PartnerAsync(string url, int rounds, CancellationToken stop)
    {
        var (engine, bare) = (new List<double>(), new List<double>());
        for (var round = -1; round < rounds; round++)
        {
            var taken = await BareAsync(
                () => BareLoop.PostAsync(server.Connection, Bare, events, url, BenchPlan.Lanes, stop), stop);
            Count(round, bare, taken);
            Count(round, engine, await EngineAsync(url, isPaused: false, stop));
        }

        return new BenchFigures($"to the partner, {PerTransaction}", engine, bare, Wanted);
    }

    private string PerTransaction => string.Create(
        CultureInfo.InvariantCulture, $"{perTransaction:N0} row{(perTransaction == 1 ? "" : "s")} a transaction");

    private void Count(int round, List<double> rates, TimeSpan taken)
    {
        if (round >= 0)
        {
            rates.Add(events / taken.TotalSeconds);
        }
    }

    private Configuration.EnginePlan Plan(string place, string url) => BenchPlan.Of(place, server.Connection, url);

    private async Task<TimeSpan> BareAsync(Func<Task> loop, CancellationToken stop)
    {
        await server.CopySlotAsync(Base, Bare, stop);
        var start = Stopwatch.GetTimestamp();
        await loop();
        var taken = Stopwatch.GetElapsedTime(start);
        await server.DropSlotAsync(Bare, stop);
        return taken;
    }

    /// <param name="url">Of the partner.</param>
    /// <param name="isPaused">Nothing is delivered: until the journal holds all, with owed rows. Else until all are acknowledged.</param>
    /// <param name="stop">Gives up.</param>
    private async Task<TimeSpan> EngineAsync(string url, bool isPaused, CancellationToken stop)
    {
        var place = Path.Combine(folder, "round");
        Directory.CreateDirectory(place);
        File.Copy(BenchPlan.Store(Template), BenchPlan.Store(place));
        await server.CopySlotAsync(Base, BenchPlan.Slot, stop);
        TimeSpan taken;
        await using (var engine = await BenchEngine.OpenAsync(Plan(place, url), clock))
        {
            if (isPaused)
            {
                await new PartnerSwitch(engine.Engine).PauseAsync(BenchPlan.Partner, "bench");
            }

            var start = Stopwatch.GetTimestamp();
            engine.Engine.Start();
            await (isPaused ? JournaledAsync(engine, stop) : engine.DeliveredAsync(events, clock, stop));
            taken = Stopwatch.GetElapsedTime(start);
        }

        Directory.Delete(place, recursive: true);
        return taken;
    }

    private async Task JournaledAsync(BenchEngine engine, CancellationToken stop)
    {
        while (engine.Engine.Journal.Newest.Value < events)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(2), clock, stop);
        }
    }
}
