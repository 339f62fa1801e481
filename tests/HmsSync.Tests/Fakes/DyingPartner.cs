using System.Net;
using System.Net.Sockets;

namespace HmsSync.Tests.Fakes;

/// <summary>A partner that is killed whenever it has taken a connection: each is reset at once.</summary>
internal sealed class DyingPartner : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;
    private volatile int _deaths;

    public DyingPartner()
    {
        _listener.Start();
        _loop = DieAsync();
    }

    /// <summary>Its address, ending in a slash.</summary>
    public Uri Url => new($"http://{_listener.LocalEndpoint}/");

    /// <summary>Connections so far.</summary>
    public int Deaths => _deaths;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task DieAsync()
    {
        try
        {
            while (true)
            {
                var taken = await _listener.AcceptSocketAsync(_stop.Token);
                taken.Close(timeout: 0); // a reset
                _deaths++;
            }
        }
        catch (OperationCanceledException)
        {
            // the test is over
        }
    }
}
