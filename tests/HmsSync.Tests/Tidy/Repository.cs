namespace HmsSync.Tests.Tidy;

/// <summary>The checkout that these tests were built from, read once.</summary>
internal static class Repository
{
    private static readonly HashSet<string> NotOurs =
        ["artifacts", ".git", ".vs", ".idea", ".vscode", "bin", "obj", "node_modules", "BenchmarkDotNet.Artifacts"];

    /// <summary>The folder of <c>HmsSync.slnx</c>.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Every text file, in the order of their paths.</summary>
    public static IReadOnlyList<SourceFile> Files { get; } = [.. Read(new DirectoryInfo(Root))];

    /// <summary>C# files below the folders; all when none is named.</summary>
    public static IReadOnlyList<SourceFile> CSharp(params string[] folders)
        => [.. Files.Where(f => f.IsCSharp && (folders.Length == 0 || folders.Any(f.IsBelow)))];

    public static SourceFile File(string path)
        => Files.FirstOrDefault(f => f.Path == path)
            ?? throw new FileNotFoundException($"the repository has no {path}");

    private static IEnumerable<SourceFile> Read(DirectoryInfo folder)
    {
        foreach (var entry in folder.EnumerateFileSystemInfos().OrderBy(e => e.Name, StringComparer.Ordinal))
        {
            if (NotOurs.Contains(entry.Name) || entry.LinkTarget is not null)
            {
                continue;
            }

            if (entry is DirectoryInfo inner)
            {
                foreach (var file in Read(inner))
                {
                    yield return file;
                }
            }
            else if (TextOf(entry) is { } text)
            {
                yield return new SourceFile(Path.GetRelativePath(Root, entry.FullName).Replace('\\', '/'), text);
            }
        }
    }

    /// <summary>Null when it is no text: then no rule is about it.</summary>
    private static string? TextOf(FileSystemInfo file)
        => System.IO.File.ReadAllText(file.FullName) is var text && text.Contains('\0', StringComparison.Ordinal)
            ? null
            : text;

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (System.IO.File.Exists(Path.Combine(folder.FullName, "HmsSync.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"no HmsSync.slnx above {AppContext.BaseDirectory}");
    }
}
