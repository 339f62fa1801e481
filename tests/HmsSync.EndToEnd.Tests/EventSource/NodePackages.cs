using HmsSync.EndToEnd.Tests.Processes;

namespace HmsSync.EndToEnd.Tests.EventSource;

/// <summary>A Node.js program of these tests with the packages that its lock file pins, in a folder of its own.</summary>
internal static class NodePackages
{
    private static readonly string[] Files = ["package.json", "package-lock.json", "follow.mjs"];

    /// <summary>Fails the test with a clear text where the registry of npm is not reached.</summary>
    public static async Task InstallAsync(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var file in Files)
        {
            File.Copy(
                Path.Combine(Checkout.Root, "tests", "HmsSync.EndToEnd.Tests", "EventSource", file), Path.Combine(folder, file));
        }

        var npm = await CliRun.RunProgramAsync(
            "npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"], folder);
        Assert.True(
            npm.ExitCode == 0,
            "`npm ci` could not install the package eventsource. This test needs the npm registry, or a cache of npm that holds "
            + $"what tests/HmsSync.EndToEnd.Tests/EventSource/package-lock.json names. npm said:\n{npm.Errors}");
    }
}
