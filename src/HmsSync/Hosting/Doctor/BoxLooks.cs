using System.Runtime.InteropServices;
using HmsSync.Configuration;
using HmsSync.Hosting.Control;
using HmsSync.Stores.Sqlite;
using Microsoft.Data.Sqlite;

namespace HmsSync.Hosting.Doctor;

/// <summary>Versions, disk and rights on the machine that the engine runs on.</summary>
internal static class BoxLooks
{
    /// <summary>Below this the floor may be reached within hours.</summary>
    private const long Little = 1L << 30;

    /// <summary>Up to here two connections that write or checkpoint could damage a file (sqlite.org, WAL-reset).</summary>
    private static readonly Version Sound = new(3, 51, 3);

    public static IEnumerable<Finding> All(EnginePlan plan)
    {
        yield return Finding.Ok("version", $"hms-sync {StatusReader.Version} on {RuntimeInformation.FrameworkDescription}");
        yield return Sqlite();
        yield return Disk("disk_store", Path.GetDirectoryName(plan.StorePath) ?? "/");
        yield return Writable(Path.GetDirectoryName(plan.StorePath) ?? "/");
    }

    /// <summary>How much is free where a file lies.</summary>
    public static Finding Disk(string check, string folder)
    {
        if (!Directory.Exists(folder))
        {
            return Finding.Fault(check, $"There is no folder {folder}.", "Create it, or correct the path in the configuration.");
        }

        var free = new DriveInfo(folder).AvailableFreeSpace;
        var told = string.Create(CultureInfo.InvariantCulture, $"{free >> 20} MiB are free under {folder}");
        return free < DiskFloor.FloorBytes ? Finding.Fault(check, $"{told}: nothing more is taken in.", "Free space there.")
            : free < Little ? Finding.Warning(
                check, $"{told}; at {DiskFloor.FloorBytes >> 20} MiB nothing more is taken in.", "Free space there.")
            : Finding.Ok(check, told);
    }

    private static Finding Sqlite()
    {
        using var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        var told = $"SQLite {connection.ServerVersion}";
        return Finding.Ok("version_sqlite", Version.TryParse(connection.ServerVersion, out var version) && version >= Sound
            ? told
            : $"{told}; one connection writes and checkpoints the store, which keeps it clear of the faults that {Sound} mends");
    }

    private static Finding Writable(string folder)
    {
        const string Check = "permission_store";
        var probe = Path.Combine(folder, ".hms-sync-doctor");
        try
        {
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
            return Finding.Ok(Check, $"{folder} can be written to");
        }
        catch (Exception refused) when (refused is UnauthorizedAccessException or IOException)
        {
            return Finding.Fault(
                Check, $"{folder} cannot be written to: {refused.Message}",
                $"Give it to the user that runs the engine ({Environment.UserName}).");
        }
    }
}
