using System.Net;
using System.Net.Sockets;

namespace HmsSync.Tests.Fakes;

/// <summary>A partner that speaks TCP only as the test says: for everything a web server is too well-mannered to do.</summary>
internal sealed class RawPartner : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<RawCall, Task> _behaviour;
    private readonly Task _loop;

    private RawPartner(Func<RawCall, Task> behaviour)
    {
        _behaviour = behaviour;
        _listener.Start();
        _loop = AcceptAsync();
    }

    /// <summary>Its address, ending in a slash.</summary>
    public Uri Url => new($"http://{_listener.LocalEndpoint}/");

    /// <summary>Runs the behaviour once for each connection, side by side.</summary>
    public static RawPartner Start(Func<RawCall, Task> behaviour) => new(behaviour);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var calls = new List<Task>();
        try
        {
            while (true)
            {
                calls.Add(ServeAsync(await _listener.AcceptSocketAsync(_stop.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(calls);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using var call = new RawCall(socket, _stop.Token);
        try
        {
            await _behaviour(call);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // the other side hung up, or the test is over
        }
    }
}
