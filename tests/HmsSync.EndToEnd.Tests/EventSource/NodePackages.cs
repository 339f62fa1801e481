using HmsSync.EndToEnd.Tests.Processes;

namespace HmsSync.EndToEnd.Tests.EventSource;

/// <summary>A Node.js program of these tests with the packages that its lock file pins, in a folder of its own.</summary>
internal static class NodePackages
{
    private static readonly string[] Pins = ["package.json", "package-lock.json"];

    /// <summary>Fails the test with a clear text where the registry of npm is not reached.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="from">Folder of these tests that has the programs and their lock file.</param>
    /// <param name="programs">Its programs.</param>
    public static async Task InstallAsync(string folder, string from, params string[] programs)
    {
        Directory.CreateDirectory(folder);
        foreach (var file in Pins.Concat(programs))
        {
            File.Copy(
                Path.Combine(Checkout.Root, "tests", "HmsSync.EndToEnd.Tests", from, file), Path.Combine(folder, file));
        }

        var npm = await CliRun.RunProgramAsync(
            "npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"], folder);
        Assert.True(
            npm.ExitCode == 0,
            "`npm ci` could not install packages. This test needs the npm registry, or a cache of npm that holds "
            + $"what tests/HmsSync.EndToEnd.Tests/{from}/package-lock.json names. npm said:\n{npm.Errors}");
    }
}
