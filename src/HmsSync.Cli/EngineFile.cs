using System.Net;
using System.Net.NetworkInformation;
using System.Text.Json;
using HmsSync.Cli.Shell;

namespace HmsSync.Cli;

/// <summary>How a running engine is reached: the file it writes beside its store, for its owner's eyes only.</summary>
/// <param name="Url">Where it listens.</param>
/// <param name="Token">An administrator's, for the life of that process.</param>
internal sealed record EngineFile(Uri Url, string Token)
{
    public static string PathOf(string storePath) => storePath + ".engine.json";

    /// <summary>Null: no engine has left one.</summary>
    /// <exception cref="CommandFailedException">It cannot be read, or names an address that is not this machine's.</exception>
    public static EngineFile? Find(string storePath)
    {
        var path = PathOf(storePath);
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            var url = new Uri(json.RootElement.GetProperty("url").GetString() ?? "");
            return new EngineFile(OnThisMachine(url, path), json.RootElement.GetProperty("token").GetString() ?? "");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CommandFailedException.Unreachable($"{path}: {e.Message} Only who runs the engine may read it.");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or UriFormatException or InvalidOperationException)
        {
            throw CommandFailedException.Unreachable($"{path} is damaged. Start the engine again: it writes a new one.");
        }
    }

    /// <summary>The token goes to this machine only, whatever a file says that somebody else may have written.</summary>
    private static Uri OnThisMachine(Uri url, string path)
    {
        var address = IPAddress.TryParse(url.IdnHost, out var literal) ? literal : null;
        if (address is not null && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)))
        {
            return new UriBuilder(url) { Host = "127.0.0.1" }.Uri;
        }

        return url.Scheme == "http" && (url.IsLoopback || (address is not null && IsOurs(address)))
            ? url
            : throw CommandFailedException.Unreachable($"{path} names {url.Host}, which is not this machine. Delete the file.");
    }

    private static bool IsOurs(IPAddress address) => NetworkInterface.GetAllNetworkInterfaces()
        .SelectMany(network => network.GetIPProperties().UnicastAddresses)
        .Any(ours => ours.Address.Equals(address));
}
