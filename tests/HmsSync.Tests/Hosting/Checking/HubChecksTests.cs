using HmsSync.Configuration;
using HmsSync.Configuration.Reading;
using HmsSync.Hosting.Checking;
using HmsSync.Tests.Hubs.Sqlite;
using Xunit;

namespace HmsSync.Tests.Hosting.Checking;

/// <summary>What only the hub's catalogue can tell of a configuration.</summary>
public sealed class HubChecksTests : IDisposable
{
    private const string Config = """
        hub: { connection: HUB, tables: { appointments: { NEWKEYS } } }
        store: sync.db
        governance: none
        partners:
          clinic:
            url: http://clinic.example/api
            mapping: clinic.json
            send: [{ on: appointments }]
            receive: { poll: 5s }
            records:
              appointments:
                key: { field: uid, by: partner }
                insert: POST /appointments
                find: GET /appointments?ref={key}
                delete: DELETE /appointments/{uid}
                list: GET /appointments
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hms-sync-checks-");

    [Theory]
    [InlineData("id INTEGER PRIMARY KEY", "database", "hub.keys_again")]
    [InlineData("id INTEGER PRIMARY KEY AUTOINCREMENT", "database", null)]
    [InlineData("id TEXT PRIMARY KEY DEFAULT (hex(randomblob(8)))", "database", null)]
    [InlineData("id TEXT PRIMARY KEY", "database", "hub.no_key")]
    [InlineData("id TEXT PRIMARY KEY", "mapped", "hub.no_key")]
    [InlineData("id INTEGER PRIMARY KEY", "mapped", null)]
    [InlineData("id TEXT PRIMARY KEY", "uuid", null)]
    [InlineData("id INTEGER PRIMARY KEY", "uuid", "hub.no_key")]
    public async Task Where_keys_come_from_is_told_before_a_record_is_born(string key, string newKeys, string? code)
    {
        var log = await CheckAsync($"{key}, start TEXT, finish TEXT", newKeys, "");
        Assert.Equal(code is null ? [] : [code], log.Warnings.Select(w => w.Code));
        Assert.Empty(log.Faults);
    }

    [Theory]
    [InlineData("start TEXT, finish VARCHAR(20)", null)]
    [InlineData("start TEXT, finish DATETIME", null)]
    [InlineData("start TEXT, finish INTEGER", "conflicts.unlike_types")]
    [InlineData("start TEXT", "conflicts.unknown_column")]
    public async Task A_claim_is_held_against_the_columns_there_are(string columns, string? code)
    {
        var log = await CheckAsync(
            $"id INTEGER PRIMARY KEY AUTOINCREMENT, status TEXT, {columns}", "database",
            "claims: [{ name: slot, overlap: [start, finish], unless: { status: cancelled } }]");
        Assert.Equal(code is null ? [] : [code], log.Faults.Select(w => w.Code));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task<FaultLog> CheckAsync(string columns, string newKeys, string claims)
    {
        using var hub = HubFile.OnDisk($"CREATE TABLE appointments({columns})");
        var path = Path.Combine(_folder.FullName, "hms-sync.yml");
        await File.WriteAllTextAsync(path, Config.Replace("HUB", hub.Connection, StringComparison.Ordinal)
            .Replace("NEWKEYS", $"new_keys: {newKeys}", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            Path.Combine(_folder.FullName, "clinic.json"),
            """{ "fields": { "start": "begin", "finish": "end", "status": "status" }, "values": {} }""",
            TestContext.Current.CancellationToken);
        if (claims.Length > 0)
        {
            _folder.CreateSubdirectory("conflicts");
            await File.WriteAllTextAsync(
                Path.Combine(_folder.FullName, "conflicts", "a.yml"),
                $"table: appointments\n{claims}\n",
                TestContext.Current.CancellationToken);
        }

        var loaded = ConfigLoader.Load(path, _ => null);
        return await HubChecks.RunAsync(
            loaded.Plan ?? throw new InvalidOperationException(string.Join('\n', loaded.Faults)), TestContext.Current.CancellationToken);
    }
}
