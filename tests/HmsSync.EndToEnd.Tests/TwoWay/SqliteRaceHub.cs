using HmsSync.EndToEnd.Tests.Processes;
using Microsoft.Data.Sqlite;

namespace HmsSync.EndToEnd.Tests.TwoWay;

/// <summary>A SQLite file beside the configuration; the application is the sqlite3 shell.</summary>
internal sealed class SqliteRaceHub(TempWorkspace workspace) : IRaceHub
{
    public string Config => TwoWayFiles.SqliteHub;

    public Task CreateAsync() => SqlAsync(TwoWayFiles.Schema);

    public async Task SqlAsync(string sql)
    {
        var run = await CliRun.RunProgramAsync("sqlite3", ["-bail", "-cmd", ".timeout 5000", workspace["hms.db"], sql]);
        Assert.True(run.ExitCode == 0, run.Errors);
    }

    public async Task<Dictionary<string, Slot>> SlotsAsync()
    {
        await using var hub = new SqliteConnection($"Data Source={workspace["hms.db"]};Mode=ReadOnly;Pooling=False");
        await hub.OpenAsync();
        await using var select = hub.CreateCommand();
        select.CommandText = "SELECT id, start, subject, notes, status FROM appointments";
        await using var row = await select.ExecuteReaderAsync();
        var slots = new Dictionary<string, Slot>(StringComparer.Ordinal);
        while (await row.ReadAsync())
        {
            var notes = await row.IsDBNullAsync(3) ? null : row.GetString(3);
            slots[row.GetString(0)] = new Slot(row.GetString(1), row.GetString(2), notes, row.GetString(4));
        }

        return slots;
    }
}
