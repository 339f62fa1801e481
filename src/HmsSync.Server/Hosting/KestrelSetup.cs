using System.Net;
using HmsSync.Server.Answers;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace HmsSync.Server.Hosting;

/// <summary>Where the server listens, and the bounds of what it takes.</summary>
internal static class KestrelSetup
{
    private const int MostConnections = 10_000;

    private static readonly TimeSpan HeadersWithin = TimeSpan.FromSeconds(10);
    /// <summary>Bytes a second, after some seconds of grace; what comes slower is 408.</summary>
    private static readonly MinDataRate SlowestBody = new(240, TimeSpan.FromSeconds(5));

    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(120);

    /// <exception cref="InvalidOperationException">The url is no address to listen on.</exception>
    public static void Apply(KestrelServerOptions kestrel, Uri listen)
    {
        kestrel.AddServerHeader = false;
        kestrel.AllowSynchronousIO = false;

        // Invariant 11: whatever is sent here, this much is taken and no more.
        var limits = kestrel.Limits;
        limits.MaxRequestBodySize = RequestBody.MostBytes;
        limits.MaxConcurrentConnections = MostConnections;
        limits.MaxRequestHeaderCount = 100;
        limits.MaxRequestHeadersTotalSize = 32 * 1024;
        limits.MaxRequestLineSize = 8 * 1024;
        limits.RequestHeadersTimeout = HeadersWithin;
        limits.KeepAliveTimeout = KeepAlive;
        limits.MinRequestBodyDataRate = SlowestBody;
        kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http1);
        Listen(kestrel, listen);
    }

    private static void Listen(KestrelServerOptions kestrel, Uri listen)
    {
        if (IPAddress.TryParse(listen.DnsSafeHost, out var address))
        {
            kestrel.Listen(address, listen.Port);
        }
        else if (listen.DnsSafeHost == "localhost" && listen.Port != 0)
        {
            kestrel.ListenLocalhost(listen.Port);
        }
        else if (listen.DnsSafeHost == "localhost")
        {
            kestrel.Listen(IPAddress.Loopback, 0);
        }
        else
        {
            throw new InvalidOperationException(
                $"server.listen: {listen.DnsSafeHost} is a name; write the address to listen on, such as http://127.0.0.1:8080.");
        }
    }
}
