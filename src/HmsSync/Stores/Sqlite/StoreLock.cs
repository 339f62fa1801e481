namespace HmsSync.Stores.Sqlite;

/// <summary>
/// One engine a store: an exclusively opened file beside it (flock on Linux), freed by the system when the process dies.
/// </summary>
internal sealed class StoreLock : IDisposable
{
    private readonly FileStream _file;

    private StoreLock(FileStream file) => _file = file;

    public static StoreLock Take(string storePath)
    {
        var path = storePath + ".lock";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            return new StoreLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreRefusedException(
                "store_locked",
                $"Another engine has the store {storePath} open, or its folder cannot be written: {e.Message} "
                    + "Stop that engine, or give this one a store of its own (`store:`).",
                e);
        }
    }

    public void Dispose() => _file.Dispose();
}
