using HmsSync.Stores.Sqlite;
using HmsSync.Tests.Simulation;
using Xunit;

namespace HmsSync.Tests.Stores;

/// <summary>Invariant 11: at the floor of the disk it refuses; it does not fill it.</summary>
public sealed class DiskFloorTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hms-sync-disk-").FullName;
    private readonly VirtualTime _time = new();
    private long _free = 1L << 40;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Intake_stops_at_the_floor_gives_the_ballast_up_and_goes_on_by_itself()
    {
        var path = Path.Combine(_folder, "sync.db");
        var floor = new DiskFloor(path, _ => _free, _time);
        floor.Check();
        Assert.Equal(DiskFloor.BallastBytes, new FileInfo(path + ".ballast").Length);

        _free = DiskFloor.FloorBytes - 1;
        floor.Check(); // looked at once a second at most
        _time.MoveTo(_time.Ticks + TimeSpan.FromSeconds(1).Ticks);
        var refused = Assert.Throws<StoreUnavailableException>(floor.Check);
        Assert.Equal("disk_floor", refused.Code);
        Assert.Contains(_folder, refused.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(path + ".ballast"));

        _free = 1L << 40;
        _time.MoveTo(_time.Ticks + TimeSpan.FromSeconds(1).Ticks);
        floor.Check();
        Assert.True(File.Exists(path + ".ballast"));
    }
}
