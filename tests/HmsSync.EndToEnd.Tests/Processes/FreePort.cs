using System.Net;
using System.Net.Sockets;

namespace HmsSync.EndToEnd.Tests.Processes;

/// <summary>
/// A port on 127.0.0.1 that nobody listens on. Prefer port 0 and the address that the process prints; this is for
/// what must be known before a start, such as a partner's url in a configuration.
/// </summary>
internal static class FreePort
{
    private static readonly HashSet<int> Given = [];

    /// <summary>Never the same twice in one test run, so that tests side by side do not take each other's.</summary>
    public static int Next()
    {
        lock (Given)
        {
            while (true)
            {
                using var listener = new TcpListener(IPAddress.Loopback, 0);
                listener.Start();
                var port = ((IPEndPoint)listener.LocalEndpoint).Port;
                if (Given.Add(port))
                {
                    return port;
                }
            }
        }
    }
}
