using HmsSync.EndToEnd.Tests.Processes;

namespace HmsSync.EndToEnd.Tests.EventSource;

/// <summary>A Node.js program of these tests with the packages that its lock file pins, in a folder of its own.</summary>
internal static class NodePackages
{
    /// <summary>Fails the test with a clear text where the registry of npm is not reached.</summary>
    /// <param name="folder">Where to; made when it is not there.</param>
    /// <param name="program">Which of the folders of these tests.</param>
    public static async Task InstallAsync(string folder, string program = "EventSource")
    {
        Directory.CreateDirectory(folder);
        var source = Path.Combine(Checkout.Root, "tests", "HmsSync.EndToEnd.Tests", program);
        foreach (var file in Directory.EnumerateFiles(source).Where(f => Path.GetExtension(f) is ".json" or ".mjs"))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        var npm = await CliRun.RunProgramAsync(
            "npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"], folder);
        Assert.True(
            npm.ExitCode == 0,
            "`npm ci` could not install the packages of a test. It needs the npm registry, or a cache of npm that holds "
            + $"what tests/HmsSync.EndToEnd.Tests/{program}/package-lock.json names. npm said:\n{npm.Errors}");
    }
}
