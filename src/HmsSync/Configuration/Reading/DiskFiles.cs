namespace HmsSync.Configuration.Reading;

/// <summary>The disk of this machine.</summary>
internal sealed class DiskFiles : IConfigFiles
{
    public static readonly DiskFiles Instance = new();

    public Stream Open(string path) => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);

    public bool FolderExists(string path) => Directory.Exists(path);

    public IReadOnlyList<string> Names(string folder)
        => Directory.Exists(folder)
            ?
            [
                .. Directory.EnumerateFileSystemEntries(folder)
                    .Select(f => Path.GetFileName(f))
                    .Where(n => !n.StartsWith('.'))
                    .Order(StringComparer.Ordinal),
            ]
            : [];

    public bool OthersMayRead(string path)
        => !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & UnixFileMode.OtherRead) != 0;
}
