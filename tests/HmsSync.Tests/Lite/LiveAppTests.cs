using System.Collections.Concurrent;
using HmsSync.Lite;
using HmsSync.Tests.Fakes;
using Microsoft.Data.Sqlite;
using Xunit;

namespace HmsSync.Tests.Lite;

/// <summary>The program as it is outside of a simulation: threads, a file, a partner that listens.</summary>
public sealed class LiveAppTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hms-sync-lite-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Handlers_that_are_not_asynchronous_push_and_publish_and_the_program_drains()
    {
        await using var partner = await ScriptedPartner.StartAsync();
        var heard = new ConcurrentQueue<string>();
        var app = App(partner.Url);
        app.OnChange("appointments", e =>
        {
            app.Push("calendar", e);
            app.Publish("booked", new { id = e["id"] });
        });
        app.On("booked", e => heard.Enqueue($"{e.Source} {e["id"]}"));
        using var hub = Hub();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var running = app.RunAsync(stop.Token);

        await app.PublishAsync("started", new { }, cancellation: Stop); // durable: the engine is open
        await Eventually.Holds(() => Book(hub) && partner.Requests.Count > 0, "the hub is followed");
        var request = await partner.NextAsync(Stop);
        Assert.Contains("\"citizen_id\":\"CID-42\"", request.Body, StringComparison.Ordinal);
        await Eventually.Holds(() => !heard.IsEmpty, "the event was heard");
        Assert.StartsWith("handler.appointments ", heard.First(), StringComparison.Ordinal);
        await stop.CancelAsync();
        Assert.Equal(0, await running);
    }

    private SyncApp App(Uri calendar) => new(
        new SyncHub(Path.Combine(_folder, "hms.db"), "appointments") { Store = Path.Combine(_folder, "sync.db") },
        new SyncPartner("calendar", calendar.ToString()) { AllowNetwork = ["127.0.0.0/8"] });

    private SqliteConnection Hub()
    {
        var hub = new SqliteConnection($"Data Source={Path.Combine(_folder, "hms.db")};Pooling=False");
        hub.Open();
        using var command = hub.CreateCommand();
        command.CommandText = "PRAGMA journal_mode=WAL; CREATE TABLE appointments(id INTEGER PRIMARY KEY, citizen_id TEXT)";
        command.ExecuteNonQuery();
        return hub;
    }

    private static bool Book(SqliteConnection hub)
    {
        using var command = hub.CreateCommand();
        command.CommandText = "INSERT INTO appointments(citizen_id) VALUES('CID-42')";
        return command.ExecuteNonQuery() == 1;
    }
}
