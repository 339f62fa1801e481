using HmsSync.Lite;
using HmsSync.Lite.Running;
using Xunit;

namespace HmsSync.Tests.Lite;

/// <summary>What is wrong is told as the command line tells it, all at once, and nothing is started.</summary>
public sealed class AppRunTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hms-sync-lite-").FullName;
    private readonly StringWriter _errors = new();

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        _errors.Dispose();
    }

    [Fact]
    public async Task A_table_that_is_none_and_a_topic_that_is_a_table_are_faults_with_a_way_out()
    {
        var app = AppRig.App();
        app.OnChange("appointmens", _ => Task.CompletedTask);
        app.On("appointments", _ => Task.CompletedTask, name: "other");
        Assert.Equal(2, await RunAsync(app));
        Assert.Equal(
            """
            error: OnChange("appointmens"): no table of hub.tables (did you mean 'appointments'?) [config.unknown_table]
            error: On("appointments"): that is a table (OnChange("appointments", …)) [config.topic_is_table]
            hms-sync: SyncApp: 2 faults; nothing was started.

            """,
            _errors.ToString());
    }

    [Fact]
    public async Task Two_handlers_of_one_name_are_a_fault()
    {
        var app = AppRig.App();
        app.OnChange("appointments", e => Task.CompletedTask);
        app.OnChange("appointments", e => Task.CompletedTask);
        Assert.Equal(2, await RunAsync(app));
        Assert.Contains("2 handlers are called handler.appointments (give each a name", _errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_constructor_was_given_is_checked_as_a_file_would_be()
    {
        var app = new SyncApp(
            new SyncHub("hms.db", "appointments") { More = new { zone = "Mars/Olympus" } },
            new SyncPartner("lotus_notes", "ftp://lotus.example") { More = new { rte = "10/s" } },
            new SyncPartner("Hospital", "http://hospital.example") { Bearer = "${NO_SUCH_SECRET}" });
        Assert.Equal(2, await RunAsync(app));
        var lines = _errors.ToString().Split('\n');
        foreach (var (key, code) in new[]
        {
            ("zone", "config.unknown_zone"),
            ("partners.lotus_notes.url", "config.bad_url"),
            ("partners.lotus_notes.rte", "config.unknown_key"),
            ("partners.Hospital", "config.partner_name"),
            ("partners.Hospital.auth.bearer", "config.env_missing"),
        })
        {
            Assert.Contains(lines, line => line.StartsWith($"error: SyncApp {key}: ", StringComparison.Ordinal)
                && line.Contains(code, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_workspace_that_is_not_there_is_named()
    {
        Assert.Equal(2, await RunAsync(new SyncApp(Path.Combine(_folder, "hms-sync.yml"))));
        Assert.Contains("hms-sync.yml", _errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hub_that_is_not_there_is_named_and_a_push_says_that_nothing_runs()
    {
        var app = new SyncApp(new SyncHub(Path.Combine(_folder, "hms.db"), "appointments")
        {
            Store = Path.Combine(_folder, "sync.db"),
        });
        Assert.Equal(3, await RunAsync(app));
        Assert.Contains("hms-sync: hub not reached [", _errors.ToString(), StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(app));
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(
            () => app.PublishAsync("topic", new { }, cancellation: TestContext.Current.CancellationToken));
        Assert.Contains("hub not reached", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("appointments", null, "e => Task.CompletedTask", "handler.appointments")]
    [InlineData("appointments", null, "CopyToLotus", "handler.appointments.CopyToLotus")]
    [InlineData("appointments", null, "this.copies.CopyToLotus", "handler.appointments.CopyToLotus")]
    [InlineData("hospital.bedChange", "beds", "CopyToLotus", "handler.beds")]
    public void A_handler_is_called_by_what_it_listens_to_and_its_method(string on, string? name, string code, string called)
        => Assert.Equal(called, HandlerName.Of(on, name, code));

    [Theory]
    [InlineData("appointments", "two words")]
    [InlineData("appointments", "")]
    [InlineData("no topic", null)]
    public void A_name_that_no_command_could_be_given_is_refused(string on, string? name)
        => Assert.Throws<ArgumentException>(() => HandlerName.Of(on, name, ""));

    [Fact]
    public void A_partner_has_one_mapping_and_a_name_of_its_own()
    {
        var hub = new SyncHub("hms.db", "appointments");
        var one = new SyncPartner("lotus_notes", "http://lotus.example");
        Assert.Throws<ArgumentException>(() => new SyncApp(hub, one, one));
        Assert.Throws<ArgumentException>(() => new SyncApp(
            hub, new SyncPartner("a", "http://a.example") { Mapping = "a.json", Fields = new Dictionary<string, string>() }));
    }

    private Task<int> RunAsync(SyncApp app)
        => new AppRun(app.Workspace, app.Handlers, app.Running, _errors).RunAsync(TestContext.Current.CancellationToken);
}
