using HmsSync.Changes;

namespace HmsSync.Stores.Sqlite;

/// <summary>
/// Stops intake before the disk is full: a full disk stops deletes too (SQLite in WAL mode needs room even to forget), so
/// nothing could get out of it by itself. A ballast file is given up at the floor, so that the outcomes of calls already
/// made still find room; it comes back when there is space again.
/// </summary>
/// <param name="storePath">The store's file; the ballast lies beside it.</param>
/// <param name="freeBytes">Bytes free under a folder.</param>
/// <param name="clock">The disk is looked at once a second at most.</param>
internal sealed class DiskFloor(string storePath, Func<string, long> freeBytes, TimeProvider clock)
{
    /// <summary>Less than this is the floor.</summary>
    public const long FloorBytes = 64L << 20;

    /// <summary>Size of the ballast file.</summary>
    public const int BallastBytes = 16 << 20;

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly string _folder = Path.GetDirectoryName(Path.GetFullPath(storePath)) ?? "/";
    private readonly string _ballast = storePath + ".ballast";
    private EventTime _nextLook;
    private bool _reached;

    /// <summary>The free space under the store, by the system.</summary>
    public static DiskFloor OfSystem(string storePath, TimeProvider clock)
        => new(storePath, folder => new DriveInfo(folder).AvailableFreeSpace, clock);

    /// <summary>Invariant 11: at the floor nothing more is taken in.</summary>
    /// <exception cref="StoreUnavailableException">The disk is at its floor; says what to do.</exception>
    public void Check()
    {
        if (Refusal() is { } refusal)
        {
            throw refusal;
        }
    }

    /// <summary>Why nothing is taken in at the moment; null: the disk has room.</summary>
    public StoreUnavailableException? Refusal()
    {
        lock (_gate)
        {
            var now = EventTime.From(clock.GetUtcNow());
            if (now >= _nextLook)
            {
                _nextLook = now + LookEvery;
                Look();
            }

            return _reached
                ? new StoreUnavailableException(
                    "disk_floor",
                    $"Less than {FloorBytes >> 20} MiB are free under {_folder}: nothing more is taken in. Free space there; "
                        + "intake goes on by itself.")
                : null;
        }
    }

    private void Look()
    {
        var free = freeBytes(_folder);
        _reached = free < FloorBytes;
        if (_reached)
        {
            File.Delete(_ballast);
        }
        else if (free > FloorBytes + (4 * BallastBytes) && !File.Exists(_ballast))
        {
            // Written, not only sized: a sparse file would hold no space back.
            File.WriteAllBytes(_ballast, new byte[BallastBytes]);
        }
    }
}
