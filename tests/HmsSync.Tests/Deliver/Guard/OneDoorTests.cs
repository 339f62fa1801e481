using System.Text.RegularExpressions;
using Xunit;

namespace HmsSync.Tests.Deliver.Guard;

public sealed partial class OneDoorTests
{
    /// <summary>The command line speaks to its own engine on this machine, and the benchmark to what it has started itself.</summary>
    private static readonly string[] Exceptions = ["src/HmsSync.Cli/EngineClient.cs", "src/HmsSync.Cli/Bench/"];

    [Fact]
    public void Only_the_guard_makes_connections()
    {
        var root = Root();
        var guard = Path.Combine(root, "src/HmsSync/Deliver/Guard");
        var offenders = Directory.EnumerateFiles(Path.Combine(root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.StartsWith(guard, StringComparison.Ordinal))
            .Where(f => !Exceptions.Any(e => Path.GetRelativePath(root, f).Replace('\\', '/').StartsWith(e, StringComparison.Ordinal)))
            .Where(f => Door().IsMatch(File.ReadAllText(f)))
            .Select(f => Path.GetRelativePath(root, f));

        Assert.Empty(offenders);
        Assert.Contains( // the pattern still sees one
            Directory.EnumerateFiles(guard, "*.cs"), f => Door().IsMatch(File.ReadAllText(f)));
    }

    [GeneratedRegex(
        @"\b(new\s+|<)(HttpClient|SocketsHttpHandler|HttpClientHandler|TcpClient|UdpClient|Socket|"
        + @"WebClient|ClientWebSocket|SmtpClient)\b")]
    private static partial Regex Door();

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "HmsSync.slnx")))
        {
            folder = folder.Parent
                ?? throw new DirectoryNotFoundException("HmsSync.slnx is in no folder above the tests");
        }

        return folder.FullName;
    }
}
