using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace HmsSync.Cli.Bench;

/// <summary>
/// Clients that all follow the journal while events come at a steady rate; beside it, in turns, a bare endpoint that writes the
/// same bytes to as many clients. Server and clients are processes of their own.
/// </summary>
internal sealed class StreamBench(string folder, int clients, int events, int rounds, TimeProvider clock)
{
    private const int PerSecond = 100;
    private const int Warm = 20;

    private static readonly byte[] Event = Encoding.UTF8.GetBytes(
        $$$"""{"topic":"bench.tick","data":{"mark":"{{{(char)StreamCrowd.Mark}}}","notes":"{{{new string('n', 180)}}}"}}""");

    public async Task<StreamFigures> RunAsync(CancellationToken stop)
    {
        using var engine = await BenchProcess.EngineAsync(ReadingWorkspace.Write(folder), stop);
        using var bare = await BenchProcess.StreamAsync(stop);
        var frame = await FrameAsync(new Uri(engine.Url), stop);
        await RoundAsync(engine, Event, Warm, stop); // both sides compiled and warm
        await RoundAsync(bare, frame, Warm, stop);
        var (engines, bares) = (new List<StreamRound>(), new List<StreamRound>());
        for (var round = 0; round < rounds; round++)
        {
            engines.Add(await RoundAsync(engine, Event, events, stop));
            bares.Add(await RoundAsync(bare, frame, events, stop));
        }

        return new StreamFigures(clients, PerSecond, engines, bares, engine.MostBytes);
    }

    private async Task<StreamRound> RoundAsync(BenchProcess server, byte[] body, int count, CancellationToken stop)
    {
        var url = new Uri(server.Url);
        using var crowd = await StreamCrowd.OpenAsync(url, clients, count, stop);
        using var invoker = new HttpMessageInvoker(RawFloor.Handler(1));
        var (used, start) = (server.ProcessorTime, Stopwatch.GetTimestamp());
        for (var number = 0; number < count; number++)
        {
            var early = TimeSpan.FromSeconds((double)number / PerSecond) - Stopwatch.GetElapsedTime(start);
            if (early > TimeSpan.Zero)
            {
                await Task.Delay(early, clock, stop);
            }

            crowd.Publishing(number);
            await PostAsync(invoker, url, body, stop);
        }

        await crowd.AllAsync(stop);
        var frames = (double)clients * count;
        return new StreamRound(
            frames / Stopwatch.GetElapsedTime(start).TotalSeconds,
            (server.ProcessorTime - used).TotalMicroseconds / frames,
            crowd.Delay(0.5),
            crowd.Delay(0.99));
    }

    /// <summary>The bytes that the engine makes of one event.</summary>
    private static async Task<byte[]> FrameAsync(Uri engine, CancellationToken stop)
    {
        using var invoker = new HttpMessageInvoker(RawFloor.Handler(1));
        await PostAsync(invoker, engine, Event, stop);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(engine.Host, engine.Port, stop);
        await socket.SendAsync(
            Encoding.ASCII.GetBytes($"GET /stream?since=1h HTTP/1.1\r\nHost: {engine.Authority}\r\n\r\n"), stop);
        var (buffer, text) = (new byte[4_096], "");
        while (text.IndexOf((char)StreamCrowd.Mark, StringComparison.Ordinal) < 0
            || text.LastIndexOf("\n\n", StringComparison.Ordinal) < text.IndexOf((char)StreamCrowd.Mark, StringComparison.Ordinal))
        {
            text += Encoding.ASCII.GetString(buffer, 0, await socket.ReceiveAsync(buffer, stop));
        }

        var mark = text.IndexOf((char)StreamCrowd.Mark, StringComparison.Ordinal);
        var from = text.LastIndexOf("id: ", mark, StringComparison.Ordinal);
        var end = text.IndexOf("\n\n", mark, StringComparison.Ordinal) + 2;
        return Encoding.ASCII.GetBytes(text[from..end]);
    }

    private static async Task PostAsync(HttpMessageInvoker invoker, Uri server, byte[] body, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server, "/events")) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json");
        using var response = await invoker.SendAsync(request, stop);
        response.EnsureSuccessStatusCode();
    }
}
