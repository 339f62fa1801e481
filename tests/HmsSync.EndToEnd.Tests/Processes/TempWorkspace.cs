namespace HmsSync.EndToEnd.Tests.Processes;

/// <summary>A folder of its own for one test, deleted with everything in it at the end.</summary>
internal sealed class TempWorkspace : IDisposable
{
    /// <summary>Absolute, without symbolic links in it.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("hms-sync-").FullName;

    /// <summary>Absolute path of a file or folder in the workspace; it need not exist.</summary>
    public string this[string relative] => Path.Combine(Folder, relative);

    /// <summary>Writes a file, making the folders on its way, and returns its absolute path.</summary>
    public string Write(string relative, string text)
    {
        var path = this[relative];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>As <see cref="Write"/>, and the file may be executed.</summary>
    public string WriteProgram(string relative, string text)
    {
        var path = Write(relative, text);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
