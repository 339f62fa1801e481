using System.Net;
using System.Net.Sockets;
using HmsSync.Cli.Samples;

namespace HmsSync.Cli.Demo;

/// <summary>Where engine and partners of one run listen: ports that nobody has, so that two demos do not meet.</summary>
internal sealed class DemoAddresses
{
    private static readonly string[] Written =
    [
        SampleWorkspace.EngineUrl, SampleWorkspace.LotusUrl, SampleWorkspace.HospitalUrl, SampleWorkspace.SpeciesUrl,
        SampleWorkspace.RegistryUrl,
    ];

    private readonly Dictionary<string, Uri> _moved = [];

    public DemoAddresses()
    {
        var listeners = Written.Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(listener => listener.Start()); // all of them at once, or one port could come twice
        foreach (var (url, listener) in Written.Zip(listeners))
        {
            _moved[url] = new UriBuilder("http", "127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port).Uri;
            listener.Dispose();
        }
    }

    /// <param name="url">As the sample writes it.</param>
    public Uri Of(string url) => _moved[url];

    /// <summary>The sample's configuration with these addresses in it.</summary>
    public string Move(string config)
    {
        foreach (var (from, to) in _moved)
        {
            config = config.Replace(from, Text(to), StringComparison.Ordinal);
        }

        return config;
    }

    public static string Text(Uri url) => url.AbsoluteUri.TrimEnd('/');
}
