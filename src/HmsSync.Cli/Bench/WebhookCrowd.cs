using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace HmsSync.Cli.Bench;

/// <summary>
/// Senders of signed webhooks (Standard Webhooks) over bare sockets that stay open, so that they cost little; each has an id of
/// its own. Times count from when a webhook was due, so that one that had to wait for its turn is not flattered.
/// </summary>
internal sealed class WebhookCrowd(Uri server, byte[] key, TimeProvider clock)
{
    public const string Path = "/webhook/sender/bed";

    private const int Connections = 128;

    private static readonly byte[] Good = "HTTP/1.1 204"u8.ToArray();

    private readonly string _body = $$"""{"hospital":"County","bedsFree":7,"notes":"{{new string('n', 160)}}"}""";
    private int _next;

    /// <summary>Sends so many; returns how many a second, and the milliseconds of each, sorted.</summary>
    /// <param name="run">Distinguishes the ids of one run from those of another.</param>
    /// <param name="count">How many.</param>
    /// <param name="perSecond">When each is due; null: as soon as a connection is free.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<(double Rate, double[] Millis)> RunAsync(string run, int count, double? perSecond, CancellationToken stop)
    {
        _next = -1;
        var millis = new double[count];
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => SendAsync(run, millis, start, perSecond, stop)));
        var rate = count / Stopwatch.GetElapsedTime(start).TotalSeconds;
        Array.Sort(millis);
        return (rate, millis);
    }

    private async Task SendAsync(string run, double[] millis, long start, double? perSecond, CancellationToken stop)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server.Host, server.Port, stop);
        var buffer = new byte[4_096];
        for (var number = Interlocked.Increment(ref _next); number < millis.Length; number = Interlocked.Increment(ref _next))
        {
            var due = TimeSpan.FromSeconds(perSecond is { } rate ? number / rate : 0);
            var early = due - Stopwatch.GetElapsedTime(start);
            if (perSecond is null)
            {
                due = Stopwatch.GetElapsedTime(start);
            }
            else if (early > TimeSpan.FromMilliseconds(1))
            {
                await Task.Delay(early, clock, stop);
            }

            await socket.SendAsync(Request(run, number), stop);
            var read = await AnswerAsync(socket, buffer, stop);
            if (!buffer.AsSpan(0, read).StartsWith(Good))
            {
                throw new InvalidOperationException($"A webhook was refused: {Encoding.ASCII.GetString(buffer, 0, Math.Min(read, 200))}");
            }

            millis[number] = (Stopwatch.GetElapsedTime(start) - due).TotalMilliseconds;
        }
    }

    private static async Task<int> AnswerAsync(Socket socket, byte[] buffer, CancellationToken stop)
    {
        var read = 0;
        do
        {
            var more = await socket.ReceiveAsync(buffer.AsMemory(read), stop);
            if (more == 0)
            {
                throw new IOException("A connection was closed before the answer.");
            }

            read += more;
        }
        while (!buffer.AsSpan(0, read).EndsWith("\r\n\r\n"u8));

        return read;
    }

    private byte[] Request(string run, int number)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"{run}-{number}");
        var time = clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{id}.{time}.{_body}")));
        return Encoding.ASCII.GetBytes(
            $"POST {Path} HTTP/1.1\r\nHost: {server.Authority}\r\nContent-Type: application/json\r\nContent-Length: {_body.Length}\r\n"
            + $"webhook-id: {id}\r\nwebhook-timestamp: {time}\r\nwebhook-signature: v1,{signature}\r\n\r\n{_body}");
    }
}
