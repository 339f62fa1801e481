using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace HmsSync.EndToEnd.Tests.Hostile;

/// <summary>
/// Everything hostile at every door of a real engine, while streams that nobody reads and requests that never end stand open,
/// and good callers go on.
/// </summary>
[Collection(Promises.MeasuredTests.Name)]
public sealed class HostileSweepTests
{
    private const int Streams = 100;
    private const int Unfinished = 50;
    private const int Sweepers = 2;
    private const int Sweeps = 4;
    private const int GoodRounds = 200;
    private const double MostMillis = 500;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    // Invariant 1, Invariant 11
    [Fact]
    public async Task Every_hostile_request_gets_its_refusal_nothing_of_it_is_journaled_and_good_callers_notice_nothing()
    {
        using var workspace = await HostileWorkspace.CreateAsync();
        var (engine, url, token) = await workspace.RunAsync();
        await using var running = engine;
        using var good = new GoodTraffic(url, token);
        await good.RunAsync(Task.CompletedTask, GoodRounds, Stop);
        var (before, quiet) = (good.Answers, good.P99);
        good.Forget();

        var open = await OpenAsync(url, token);
        var sweep = SweepAsync(url, token);
        await good.RunAsync(sweep, 0, Stop);
        var wrong = await sweep;
        open.ForEach(socket => socket.Dispose());

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"good callers: p99 {good.P99:F1} ms of {good.Answers} answers, without the sweep {quiet:F1} ms of {before}");
        Assert.True(good.Answers >= 100, $"only {good.Answers} good answers came meanwhile");
        Assert.Empty(wrong);
        Assert.DoesNotContain(engine.Log, line => line.Contains("fault of ours", StringComparison.Ordinal));
        Assert.DoesNotContain(engine.Log, line => line.Contains(token, StringComparison.Ordinal));
        Assert.DoesNotContain(engine.Log, line => line.Contains(HostileWorkspace.Secret, StringComparison.Ordinal));
        Assert.Equal(Enumerable.Range(1, good.Accepted), (await good.JournalAsync(Stop)).Select(NumberOf));
        Assert.True(good.P99 < MostMillis, $"99 of 100 good answers came within {good.P99:F1} ms, without the sweep {quiet:F1} ms");
        Assert.Equal(0, await engine.StopAsync());
    }

    /// <summary>What was not answered as it should be.</summary>
    private static async Task<List<string>> SweepAsync(Uri url, string token)
    {
        HostileRequest[] once = [.. ReadingRequests.All(), .. WritingRequests.All(), .. ProtocolRequests.All(), .. AccessRequests.All()];
        HostileRequest[] all = [.. Enumerable.Repeat(once, Sweeps).SelectMany(r => r)];
        var wrong = new List<string>();
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, Sweepers).Select(async _ =>
        {
            for (var at = Interlocked.Increment(ref next); at < all.Length; at = Interlocked.Increment(ref next))
            {
                var (request, answer) = (all[at], await AskAsync(url, all[at].Bytes(token)));
                if (answer != request.Status)
                {
                    lock (wrong)
                    {
                        wrong.Add($"{request.What}: {answer}, wanted {request.Status}");
                    }
                }
            }
        }));
        return wrong;
    }

    /// <summary>The status; 0: it hung up without a word.</summary>
    private static async Task<int> AskAsync(Uri url, byte[] request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(url.Host, url.Port, Stop);
        var stream = client.GetStream();
        var sending = SendAsync(stream, request);
        var (buffer, read) = (new byte[12], 0);
        try
        {
            read = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, Stop)
                .AsTask().WaitAsync(Patience, TimeProvider.System, Stop);
        }
        catch (IOException)
        {
            // It hung up while we were still talking.
        }

        client.Close();
        await sending;
        return read == buffer.Length ? int.Parse(Encoding.ASCII.GetString(buffer, 9, 3), CultureInfo.InvariantCulture) : 0;
    }

    private static async Task SendAsync(NetworkStream stream, byte[] request)
    {
        try
        {
            await stream.WriteAsync(request, Stop);
        }
        catch (Exception fault) when (fault is IOException or ObjectDisposedException)
        {
            // It may hang up before it has heard all; its answer is on the way all the same.
        }
    }

    /// <summary>Streams that nobody reads, and requests of which only the beginning comes.</summary>
    private static async Task<List<Socket>> OpenAsync(Uri url, string token)
    {
        var open = new List<Socket>();
        for (var i = 0; i < Streams + Unfinished; i++)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            open.Add(socket);
            await socket.ConnectAsync(url.Host, url.Port, Stop);
            var text = i < Streams
                ? $"GET /stream?since=1h HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n\r\n"
                : "POST /events HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Le";
            await socket.SendAsync(Encoding.ASCII.GetBytes(text), Stop);
        }

        return open;
    }

    private static int NumberOf(string line)
    {
        using var json = JsonDocument.Parse(line);
        return json.RootElement.GetProperty("data").GetProperty("number").GetInt32();
    }
}
