using HmsSync.Configuration.Reading;

namespace HmsSync.Lite.Workspaces;

/// <summary>The disk, and beside it files that a program made up.</summary>
internal sealed class GivenFiles(IReadOnlyDictionary<string, byte[]> given) : IConfigFiles
{
    public Stream Open(string path)
        => given.TryGetValue(path, out var bytes) ? new MemoryStream(bytes) : DiskFiles.Instance.Open(path);

    public bool FolderExists(string path) => DiskFiles.Instance.FolderExists(path);

    public IReadOnlyList<string> Names(string folder) => DiskFiles.Instance.Names(folder);

    public bool OthersMayRead(string path) => !given.ContainsKey(path) && DiskFiles.Instance.OthersMayRead(path);
}
