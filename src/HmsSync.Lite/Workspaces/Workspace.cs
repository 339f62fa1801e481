using HmsSync.Configuration;
using HmsSync.Configuration.Reading;
using HmsSync.Diagnostics;

namespace HmsSync.Lite.Workspaces;

/// <summary>Where the configuration comes from: a workspace's file, or what the program gave. Both are read by one reader.</summary>
internal sealed class Workspace
{
    private readonly IConfigFiles _files;
    private readonly GivenPlaces? _places;

    private Workspace(string path, IConfigFiles files, GivenPlaces? places)
    {
        Path = path;
        _files = files;
        _places = places;
    }

    /// <summary>What faults name: the file, or <c>SyncApp</c>.</summary>
    public string Path { get; }

    public static Workspace At(string path) => new(path, DiskFiles.Instance, null);

    public static Workspace Given(SyncHub hub, IReadOnlyList<SyncPartner> partners)
    {
        var files = GivenConfig.Files(hub, partners);
        return new Workspace(GivenConfig.Path, new GivenFiles(files), new GivenPlaces(files[GivenConfig.Path]));
    }

    /// <summary>A fault as it is told: of what was given no line is named, which nobody can look at, but the key.</summary>
    public string Tell(Fault fault)
        => _places is null || fault.Place?.File != Path
            ? fault.ToString()
            : $"{Path} {_places.KeyAt(fault.Place.Line)}: {fault with { Place = null }}";

    public ConfigResult Load() => ConfigLoader.Load(Path, Environment.GetEnvironmentVariable, _files);
}
