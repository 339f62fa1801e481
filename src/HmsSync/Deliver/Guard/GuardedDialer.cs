using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using HmsSync.Sdk;

namespace HmsSync.Deliver.Guard;

/// <summary>
/// The only way out to the network: every other part of the product gets its connections here. A name is resolved once,
/// every address it has is judged, and the connection goes to a judged address, so that a second answer of the name server
/// changes nothing.
/// </summary>
/// <param name="resolve">Name to addresses; throws <see cref="SocketException"/> when there are none.</param>
/// <param name="clock">Measures the share of the connect time that each address gets.</param>
internal sealed class GuardedDialer(Func<string, CancellationToken, Task<IPAddress[]>> resolve, TimeProvider clock)
{
    // Longer would keep calling an address that the name left; shorter costs handshakes.
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan IdleLifetime = TimeSpan.FromSeconds(45);

    /// <summary>Asks the system's resolver.</summary>
    public GuardedDialer(TimeProvider clock)
        : this(Dns.GetHostAddressesAsync, clock)
    {
    }

    /// <summary>A pool of guarded connections. The caller disposes it.</summary>
    public HttpMessageHandler Open(DialRules rules)
        => new UrlGuard(new SocketsHttpHandler
        {
            // A proxy from the environment would be dialled instead of the target, and the guard would judge the proxy.
            UseProxy = false,
            Proxy = null,
            AllowAutoRedirect = false,
            UseCookies = false,
            Credentials = null,
            PreAuthenticate = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = rules.ConnectTimeout,
            PooledConnectionLifetime = ConnectionLifetime,
            PooledConnectionIdleTimeout = IdleLifetime,
            MaxConnectionsPerServer = rules.Concurrency,
            MaxResponseHeadersLength = 32, // KiB
            MaxResponseDrainSize = 0, // an answer that is longer than we read costs its connection
            SslOptions = rules.Tls?.Invoke() ?? new SslClientAuthenticationOptions(),
            PlaintextStreamFilter = rules.MustShowCertificate ? OnlyShown : null,
            ConnectCallback = (context, stop) => DialAsync(context.DnsEndPoint, rules, stop),
        });

    /// <summary>The time by which connections are judged.</summary>
    public TimeProvider Clock => clock;

    /// <summary>A TCP connection to a judged address.</summary>
    /// <exception cref="TargetRefusedException">One of the addresses may not be dialled. None was.</exception>
    /// <exception cref="SocketException">The name has no address, or none of them takes the connection.</exception>
    public async ValueTask<Stream> DialAsync(DnsEndPoint target, DialRules rules, CancellationToken stop)
    {
        var addresses = await ResolveAsync(target.Host, stop);
        foreach (var address in addresses)
        {
            if (AddressRules.Refusal(address, rules.AllowNetwork) is { } refusal)
            {
                throw refusal;
            }
        }

        var share = rules.ConnectTimeout / addresses.Length;
        for (var i = 0; i < addresses.Length - 1; i++)
        {
            if (await TryConnectAsync(addresses[i], target.Port, share, stop) is { } stream)
            {
                return stream;
            }
        }

        return await ConnectAsync(addresses[^1], target.Port, stop);
    }

    /// <summary>A server that asks for no certificate would take calls whose sender it cannot know.</summary>
    private static ValueTask<Stream> OnlyShown(SocketsHttpPlaintextStreamFilterContext context, CancellationToken stop)
        => context.PlaintextStream is SslStream { IsMutuallyAuthenticated: true }
            ? ValueTask.FromResult(context.PlaintextStream)
            : throw new AuthFailedException(PushOutcome.Failed(
                FailureKind.Unauthorized, "certificate_not_asked", detail: "the partner's server does not ask for our certificate"));

    private async ValueTask<IPAddress[]> ResolveAsync(string host, CancellationToken stop)
    {
        if (IPAddress.TryParse(host, out var literal))
        {
            return [Unmapped(literal)];
        }

        var found = await resolve(host, stop);
        return found.Length == 0
            ? throw new SocketException((int)SocketError.HostNotFound)
            : Array.ConvertAll(found, Unmapped);
    }

    private static IPAddress Unmapped(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    /// <summary>Null when this address does not answer in its share of the time: the next one may.</summary>
    private async ValueTask<Stream?> TryConnectAsync(
        IPAddress address, int port, TimeSpan share, CancellationToken stop)
    {
        using var timer = new CancellationTokenSource(share, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stop, timer.Token);
        try
        {
            return await ConnectAsync(address, port, both.Token);
        }
        catch (SocketException)
        {
            return null;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return null;
        }
    }

    private static async ValueTask<Stream> ConnectAsync(IPAddress address, int port, CancellationToken stop)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new IPEndPoint(address, port), stop);

            // The framework asks for it when we are through, where a partner that has gone by then escapes as a bare SocketException.
            // Asked once, it is remembered; thrown here, it is a connection that failed.
            _ = socket.RemoteEndPoint;
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
