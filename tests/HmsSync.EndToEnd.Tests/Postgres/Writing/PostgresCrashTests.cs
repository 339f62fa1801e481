using System.Text;
using System.Text.Json;
using HmsSync.EndToEnd.Tests.Fakes;
using HmsSync.EndToEnd.Tests.Processes;

namespace HmsSync.EndToEnd.Tests.Postgres.Writing;

/// <summary>A whole engine whose hub crashes in the very commit of a partner's change.</summary>
public sealed class PostgresCrashTests : IDisposable
{
    private const string Prepare =
        """
        CREATE ROLE clinic_owner NOLOGIN; CREATE TABLE slots(id int PRIMARY KEY, n int); ALTER TABLE slots OWNER TO clinic_owner;
        GRANT CREATE ON DATABASE postgres TO clinic_owner; CREATE ROLE hms_sync LOGIN REPLICATION IN ROLE clinic_owner
        """;

    private const string SleepAtTheEnd =
        """
        CREATE TABLE awake(id int);
        CREATE FUNCTION sleep() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
          IF NOT EXISTS (SELECT FROM awake) THEN PERFORM pg_sleep(60); END IF; RETURN NULL; END $$;
        CREATE CONSTRAINT TRIGGER at_the_end AFTER UPDATE ON slots DEFERRABLE INITIALLY DEFERRED
          FOR EACH ROW EXECUTE FUNCTION sleep()
        """;

    private readonly TempWorkspace _workspace = new();
    private readonly HttpClient _http = new();

    // Invariant 1, Invariant 7: what the application wrote after it has seen the partner's value does not lose to it
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_change_of_which_nobody_knows_whether_it_was_committed_is_applied_once_and_not_over_what_came_after_it(
        bool wasCommitted)
    {
        await using var server = await PostgresServer.Start();
        await using var partner = await CheckingPartner.StartAsync();
        await server.Run(Prepare);
        var config = Write(server.Connection(user: "hms_sync"), partner.Url);
        await using var engine = EngineProcess.Start(config);
        await engine.WaitForLogAsync(line => line.StartsWith("following ", StringComparison.Ordinal));
        await Ring(8);
        await Until(server, "SELECT count(*) FROM slots WHERE n = 8");
        await CrashInCommit(server, wasCommitted);

        await Until(server, "SELECT count(*) FROM slots WHERE n = 5");
        await server.Run("UPDATE slots SET n = 6 WHERE n = 5");
        await partner.Log.WaitAsync(pushes => pushes.Any(p => p.Body.Contains("\"n\":6", StringComparison.Ordinal)));

        // of one record all goes in order: when this is there, what was in doubt is settled
        await Ring(7);
        await Until(server, "SELECT count(*) FROM slots WHERE n = 7");
        var conflicts = await CliRun.RunInAsync(_workspace.Folder, null, "conflicts", "list", "--all", "--json", "--config", config);
        Assert.Equal(0, JsonSerializer.Deserialize<JsonElement>(conflicts.Output).GetArrayLength());
        Assert.Equal(0, await engine.StopAsync());
        Assert.Equal(["8", "5", "6", "7"], await Values(config));
    }

    public void Dispose()
    {
        _http.Dispose();
        _workspace.Dispose();
    }

    /// <summary>The partner says 5; the server dies while it commits that, after or before the commit is in its log.</summary>
    private async Task CrashInCommit(PostgresServer server, bool wasCommitted)
    {
        if (wasCommitted)
        {
            // A commit that waits for a standby which is not there has been written.
            await server.Run("ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
            await server.Run("SELECT pg_reload_conf()");
        }
        else
        {
            await server.Run(SleepAtTheEnd);
        }

        await Ring(5);
        var waits = wasCommitted ? "SyncRep" : "PgSleep";
        await Until(server, $"SELECT count(*) FROM pg_stat_activity WHERE usename = 'hms_sync' AND wait_event = '{waits}'");
        await server.Run(wasCommitted ? "ALTER SYSTEM SET synchronous_standby_names = ''" : "INSERT INTO awake VALUES (1)");
        await server.Stop("immediate");
        await server.Start();
    }

    private static async Task Until(PostgresServer server, string count)
    {
        while (await server.Value(count) is 0L)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }
    }

    private async Task Ring(int n)
    {
        using var file = JsonDocument.Parse(await File.ReadAllBytesAsync(_workspace["sync.db.engine.json"]));
        var door = new Uri(new Uri(file.RootElement.GetProperty("url").GetString()!), "/webhook/office/slotChange");
        using var body = new StringContent($$"""{"auth":"bell","id":1,"n":{{n}}}""", Encoding.UTF8, "application/json");
        using var answer = await _http.PostAsync(door, body, TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>What the hub's feed showed, in its order: each value once.</summary>
    private async Task<IEnumerable<string>> Values(string config)
    {
        var events = await CliRun.RunInAsync(_workspace.Folder, null, "events", "--since", "1h", "--json", "--config", config);
        return from e in JsonSerializer.Deserialize<JsonElement>(events.Output).EnumerateArray()
               where e.GetProperty("source").GetString() == "hms"
               select e.GetProperty("data").GetProperty("n").GetRawText();
    }

    private string Write(string connection, string partnerUrl)
    {
        _workspace.Write("slots.json", """{"fields":{"id":"id","n":"n"}}""");
        return _workspace.Write(
            "hms-sync.yml",
            $$"""
            hub: { feed: postgres, connection: "{{connection}}", tables: { slots: { key: id } } }
            store: sync.db
            server: { listen: "http://127.0.0.1:0" }
            governance: none
            partners:
              office:
                url: {{partnerUrl}}/slots
                mapping: slots.json
                allow_network: [127.0.0.0/8]
                retry: { first: 50ms, max: 500ms }
                send: [ { on: slots } ]
                receive:
                  webhook: { verify: { scheme: body-field, field: auth, secret: bell } }
                  events: { slotChange: { table: slots, op: upsert } }
            """);
    }
}
