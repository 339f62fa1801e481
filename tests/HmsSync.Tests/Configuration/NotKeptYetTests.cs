using HmsSync.Configuration;
using Xunit;

namespace HmsSync.Tests.Configuration;

public sealed class NotKeptYetTests : IDisposable
{
    private const string Config = """
        hub: { connection: hms.db, tables: { appointments: { key: id, new_keys: KEYS } } }
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
                key: { field: id, by: partner }
                insert: POST /appointments
                find: GET /appointments?ref={key}
                changes: GET /appointments/changes?since={cursor}
                items: items
                next: next
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hms-sync-kept-");

    [Theory]
    [InlineData("mapped", null)]
    [InlineData("uuid", "new_keys: uuid")]
    public void What_would_not_be_kept_is_refused_where_it_would_run(string keys, string? told)
    {
        var path = Path.Combine(_folder.FullName, "hms-sync.yml");
        File.WriteAllText(path, Config.Replace("KEYS", keys, StringComparison.Ordinal));
        File.WriteAllText(Path.Combine(_folder.FullName, "clinic.json"), """{ "fields": { "id": "ref", "start": "begin" } }""");
        Assert.Empty(ConfigLoader.Load(path, _ => null).Faults);

        var loaded = ConfigLoader.LoadToRun(path, _ => null);
        Assert.Equal(told is null, loaded.Plan is not null);
        Assert.All(loaded.Faults, fault =>
        {
            Assert.Equal("config.not_built", fault.Code);
            Assert.Contains(told!, fault.Message, StringComparison.Ordinal);
        });
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
