using System.Text.Json;
using HmsSync.Server.Answers;

namespace HmsSync.Server.Hosting;

/// <summary>
/// How commands of the same machine reach the engine: url and admin token in a file beside the store that only its owner
/// can read. It is there while the engine runs.
/// </summary>
internal sealed class EngineFile
{
    private readonly string _path;
    private readonly byte[] _content;

    private EngineFile(string path, byte[] content)
    {
        _path = path;
        _content = content;
    }

    public static string PathOf(string storePath) => storePath + ".engine.json";

    /// <summary>Readers see the whole file or none of it.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static EngineFile Write(string storePath, Uri url, string token, string epoch)
    {
        var path = PathOf(storePath);
        var pid = Environment.ProcessId;
        var content = JsonSerializer.SerializeToUtf8Bytes(
            new { url = url.GetLeftPart(UriPartial.Authority), token, pid, epoch }, JsonAnswer.Options);
        var temporary = string.Create(CultureInfo.InvariantCulture, $"{path}.{pid}.tmp");
        File.Delete(temporary);
        using (var file = new FileStream(temporary, Owned()))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
        return new EngineFile(path, content);
    }

    /// <summary>Takes the file away, unless another engine has written its own meanwhile.</summary>
    public void Remove()
    {
        if (File.Exists(_path) && File.ReadAllBytes(_path).AsSpan().SequenceEqual(_content))
        {
            File.Delete(_path);
        }
    }

    private static FileStreamOptions Owned()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }
}
