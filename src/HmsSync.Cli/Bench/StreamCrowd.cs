using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace HmsSync.Cli.Bench;

/// <summary>
/// Clients that follow one stream, over bare sockets, so that they cost little. Each event carries <see cref="Mark"/> once:
/// however the bytes are cut on their way, to count marks is to count events.
/// </summary>
internal sealed class StreamCrowd : IDisposable
{
    public const byte Mark = (byte)'~';

    /// <summary>Delays are counted in tenths of a millisecond, up to ten seconds.</summary>
    private const int Buckets = 100_000;
    private const double PerMilli = 10;
    private const int ReadBytes = 16 << 10;

    private readonly List<Socket> _sockets = [];
    private readonly int[] _delays = new int[Buckets];
    private readonly long[] _published;
    private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _left;

    private StreamCrowd(int clients, int events) => (_left, _published) = (clients, new long[events]);

    /// <summary>Returns when all of them stand at what is newest.</summary>
    public static async Task<StreamCrowd> OpenAsync(Uri server, int clients, int events, CancellationToken stop)
    {
        var crowd = new StreamCrowd(clients, events);
        for (var client = 0; client < clients; client++)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            crowd._sockets.Add(socket);
            await socket.ConnectAsync(server.Host, server.Port, stop);
            await socket.SendAsync(Encoding.ASCII.GetBytes($"GET /stream HTTP/1.1\r\nHost: {server.Authority}\r\n\r\n"), stop);
        }

        foreach (var socket in crowd._sockets)
        {
            await PlaceAsync(socket, stop);
            _ = crowd.FollowAsync(socket, stop);
        }

        return crowd;
    }

    /// <summary>The event of this number sets out.</summary>
    public void Publishing(int number) => Volatile.Write(ref _published[number], Stopwatch.GetTimestamp());

    /// <summary>Completes when everybody has everything.</summary>
    public Task AllAsync(CancellationToken stop) => _all.Task.WaitAsync(stop);

    /// <summary>Milliseconds from setting out to arrival that this share of them needed at most.</summary>
    public double Delay(double share)
    {
        var left = share * _delays.Sum(n => (long)n);
        for (var bucket = 0; bucket < Buckets; bucket++)
        {
            left -= _delays[bucket];
            if (left <= 0)
            {
                return bucket / PerMilli;
            }
        }

        return Buckets / PerMilli;
    }

    public void Dispose() => _sockets.ForEach(s => s.Dispose());

    /// <summary>Reads until the stream has said where it stands.</summary>
    private static async Task PlaceAsync(Socket socket, CancellationToken stop)
    {
        var (buffer, text) = (new byte[ReadBytes], "");
        while (!text.Contains("id: ", StringComparison.Ordinal))
        {
            var read = await socket.ReceiveAsync(buffer, stop);
            text += read > 0
                ? Encoding.ASCII.GetString(buffer, 0, read)
                : throw new InvalidOperationException("The stream was closed before it said where it stands.");
        }
    }

    private async Task FollowAsync(Socket socket, CancellationToken stop)
    {
        try
        {
            var (buffer, seen) = (new byte[ReadBytes], 0);
            while (seen < _published.Length)
            {
                var read = await socket.ReceiveAsync(buffer, stop);
                if (read == 0)
                {
                    throw new IOException($"A stream was closed after {seen} events.");
                }

                seen = Took(seen, buffer.AsSpan(0, read).Count(Mark));
            }

            if (Interlocked.Decrement(ref _left) == 0)
            {
                _all.TrySetResult();
            }
        }
        catch (Exception fault) when (fault is IOException or SocketException or OperationCanceledException)
        {
            _all.TrySetException(fault);
        }
    }

    private int Took(int seen, int more)
    {
        var now = Stopwatch.GetTimestamp();
        for (var number = seen; number < seen + more; number++)
        {
            var millis = Stopwatch.GetElapsedTime(Volatile.Read(ref _published[number]), now).TotalMilliseconds;
            Interlocked.Increment(ref _delays[(int)Math.Min(Buckets - 1, millis * PerMilli)]);
        }

        return seen + more;
    }
}
