using System.Diagnostics;
using HmsSync.Configuration;

namespace HmsSync.Cli.Bench;

/// <summary>How fast the whole journal can be read as NDJSON from an engine in a process of its own, and its memory.</summary>
internal sealed class ReplayBench(string folder, int events, int rounds, TimeProvider clock)
{
    private const int PerTransaction = 1_000;
    private const int Warm = 10_000;
    private const int ReadBytes = 64 << 10;

    public async Task<ReplayFigures> RunAsync(CancellationToken stop)
    {
        var config = ReadingWorkspace.Write(folder);
        await FillAsync(config, stop);
        using var engine = await BenchProcess.EngineAsync(config, stop);
        await ReadAsync($"{engine.Url}/replay?limit={Warm}", stop);
        var before = engine.MostBytes;
        var (rates, bytes) = (new List<double>(), 0L);
        for (var round = 0; round < rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            var (lines, length) = await ReadAsync($"{engine.Url}/replay", stop);
            rates.Add(events / Stopwatch.GetElapsedTime(start).TotalSeconds);
            if (lines != events + 1)
            {
                throw new InvalidOperationException($"/replay gave {lines} lines for {events} events and their end.");
            }

            bytes = length;
        }

        return new ReplayFigures(events, rates, bytes, before, engine.MostBytes);
    }

    /// <summary>Puts so many rows of the hub into the journal.</summary>
    private async Task FillAsync(string config, CancellationToken stop)
    {
        var loaded = ConfigLoader.Load(config, _ => null);
        var plan = loaded.Plan ?? throw new InvalidOperationException(loaded.Faults[0].ToString());
        await using var engine = await BenchEngine.OpenAsync(plan, clock);
        engine.Engine.Start();
        await engine.Engine.HubFeed.CaughtUp.WaitAsync(stop);
        BenchHub.Insert(ReadingWorkspace.HubOf(folder), 1, events, PerTransaction, () => "2026-11-21T10:00:00Z");
        while (engine.Engine.Store.Readers.Read(reader => reader.Events.Newest().Value) < events)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), clock, stop);
        }
    }

    private static async Task<(long Lines, long Bytes)> ReadAsync(string url, CancellationToken stop)
    {
        using var invoker = new HttpMessageInvoker(RawFloor.Handler(1));
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Add("Accept", "application/x-ndjson");
        using var response = await invoker.SendAsync(request, stop);
        await using var body = await response.EnsureSuccessStatusCode().Content.ReadAsStreamAsync(stop);
        var (buffer, lines, bytes) = (new byte[ReadBytes], 0L, 0L);
        for (var read = 1; read > 0; bytes += read)
        {
            read = await body.ReadAsync(buffer, stop);
            lines += buffer.AsSpan(0, read).Count((byte)'\n');
        }

        return (lines, bytes);
    }
}
