namespace HmsSync.EndToEnd.Tests.Processes;

/// <summary>Where the checkout lies that these tests were built from, and the program that was built with them.</summary>
internal static class Checkout
{
    /// <summary>The folder of <c>HmsSync.slnx</c>.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    /// <summary>The program as it was built with these tests; run it with <c>dotnet</c>.</summary>
    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "hms-sync.dll");

    private static string Find(string from)
    {
        for (var folder = new DirectoryInfo(from); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "HmsSync.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"no HmsSync.slnx above {from}");
    }
}
