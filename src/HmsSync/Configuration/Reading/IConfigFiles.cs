namespace HmsSync.Configuration.Reading;

/// <summary>The files of a workspace: the disk, or a set in memory for a simulation.</summary>
internal interface IConfigFiles
{
    /// <summary>
    /// Opens for reading; throws <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>.
    /// </summary>
    Stream Open(string path);

    bool FolderExists(string path);

    /// <summary>
    /// What is directly in a folder, in order, hidden files left out; empty where there is no such folder.
    /// </summary>
    IReadOnlyList<string> Names(string folder);

    /// <summary>True where other users of the machine can read the file.</summary>
    bool OthersMayRead(string path);
}
