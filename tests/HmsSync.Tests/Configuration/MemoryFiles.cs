using System.Text;
using HmsSync.Configuration.Reading;

namespace HmsSync.Tests.Configuration;

/// <summary>A workspace in memory; a file whose content is null cannot be read.</summary>
internal sealed class MemoryFiles : IConfigFiles
{
    private readonly Dictionary<string, byte[]?> _files = new(StringComparer.Ordinal);
    private readonly HashSet<string> _folders = new(StringComparer.Ordinal);
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);

    public MemoryFiles With(string path, string? text)
        => With(path, text is null ? null : Encoding.UTF8.GetBytes(text));

    public MemoryFiles With(string path, byte[]? bytes)
    {
        _files[path] = bytes;
        return this;
    }

    public MemoryFiles WithFolder(string path)
    {
        _folders.Add(path);
        return this;
    }

    public MemoryFiles OpenToAll(string path)
    {
        _open.Add(path);
        return this;
    }

    public Stream Open(string path)
        => !_files.TryGetValue(path, out var bytes) ? throw new FileNotFoundException("not there", path)
            : bytes is null ? throw new UnauthorizedAccessException("not allowed")
            : new MemoryStream(bytes);

    public bool FolderExists(string path) => _folders.Contains(path);

    public IReadOnlyList<string> Names(string folder)
        =>
        [
            .. _files.Keys.Where(f => Path.GetDirectoryName(f) == folder.TrimEnd('/')).Select(f => Path.GetFileName(f)),
        ];

    public bool OthersMayRead(string path) => _open.Contains(path);
}
