using HmsSync.Configuration;
using HmsSync.Configuration.Reading;

namespace HmsSync.Lite.Workspaces;

/// <summary>Where the configuration comes from: a workspace's file, or what the program gave. Both are read by one reader.</summary>
internal sealed class Workspace
{
    private readonly IConfigFiles _files;

    private Workspace(string path, IConfigFiles files)
    {
        Path = path;
        _files = files;
    }

    /// <summary>What faults name: the file, or <c>SyncApp</c>.</summary>
    public string Path { get; }

    public static Workspace At(string path) => new(path, DiskFiles.Instance);

    public static Workspace Given(SyncHub hub, IReadOnlyList<SyncPartner> partners)
        => new(GivenConfig.Path, GivenConfig.Files(hub, partners));

    public ConfigResult Load() => ConfigLoader.Load(Path, Environment.GetEnvironmentVariable, _files);
}
