using HmsSync.EndToEnd.Tests.Fakes;
using HmsSync.EndToEnd.Tests.Processes;

namespace HmsSync.EndToEnd.Tests.Commands;

public sealed class RunTests
{
    [Fact]
    public async Task All_faults_are_told_at_once_and_nothing_starts()
    {
        using var clinic = await ClinicWorkspace.CreateAsync("http://127.0.0.1:1");
        clinic.Edit("timeout: 60s", "timeuot: 60s");
        clinic.Edit("feed: sqlite", "feed: sqlight");
        clinic.Edit("${file:secrets/lotus.token}", "${LOTUS_TOKEN}");
        await using var engine = EngineProcess.Start(clinic.Config);
        Assert.Equal(2, await engine.ExitAsync());
        Assert.Empty(engine.Output);
        foreach (var named in new[] { "timeout", "feed", "LOTUS_TOKEN" })
        {
            Assert.Contains(engine.Log, line => line.Contains(named, StringComparison.Ordinal)
                && line.Contains("hms-sync.yml:", StringComparison.Ordinal));
        }

        Assert.False(File.Exists(clinic.Store));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("this is no database, whatever its name says; it is long enough to be read as a page of one ...................")]
    public async Task A_hub_that_cannot_be_read_is_told(string? content)
    {
        using var clinic = await ClinicWorkspace.CreateAsync("http://127.0.0.1:1");
        File.Delete(clinic.Hub);
        if (content is not null)
        {
            await File.WriteAllTextAsync(clinic.Hub, content, TestContext.Current.CancellationToken);
        }

        await using var engine = EngineProcess.Start(clinic.Config);
        Assert.Equal(3, await engine.ExitAsync());
        Assert.Contains(engine.Log, line => line.Contains(content is null ? "hms.db" : "not a database", StringComparison.Ordinal));
        Assert.Equal(3, (await clinic.VerbAsync("validate")).ExitCode);
        Assert.Equal(0, (await clinic.VerbAsync("validate", "--offline")).ExitCode);
    }

    [Fact]
    public async Task A_second_engine_on_one_store_is_refused_and_the_first_goes_on()
    {
        await using var partner = await CheckingPartner.StartAsync();
        using var clinic = await ClinicWorkspace.CreateAsync(partner.Url);
        await using var first = await clinic.RunAsync();
        await using (var second = EngineProcess.Start(clinic.Config))
        {
            Assert.Equal(3, await second.ExitAsync());
            Assert.Contains(second.Log, line => line.Contains("store_locked", StringComparison.Ordinal));
        }

        Assert.Equal(0, (await clinic.VerbAsync("partners", "list")).ExitCode); // its file still leads to the first
        await clinic.BookAsync(1);
        await partner.Log.WaitAsync(1);
    }

    [Fact]
    public async Task An_address_that_is_taken_is_told()
    {
        using var clinic = await ClinicWorkspace.CreateAsync("http://127.0.0.1:1");
        await using var other = await CheckingPartner.StartAsync();
        clinic.Edit("listen: http://127.0.0.1:0", $"listen: {other.Url}");
        await using var engine = EngineProcess.Start(clinic.Config);
        Assert.Equal(3, await engine.ExitAsync());
        Assert.Contains(engine.Log, line => line.Contains(other.Url, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Told_to_end_it_waits_for_calls_in_flight_and_takes_its_file_away()
    {
        await using var partner = await CheckingPartner.StartAsync();
        using var clinic = await ClinicWorkspace.CreateAsync(partner.Url);
        using var mayAnswer = new ManualResetEventSlim();
        partner.Answer = _ =>
        {
            mayAnswer.Wait(TestContext.Current.CancellationToken);
            return 200;
        };
        await using var engine = await clinic.RunAsync();
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(clinic.Store + ".engine.json"));
        await clinic.BookAsync(1);
        await partner.Log.WaitAsync(1);

        var stopped = engine.StopAsync();
        mayAnswer.Set();
        Assert.Equal(0, await stopped);
        Assert.False(File.Exists(clinic.Store + ".engine.json"));
        var audit = await clinic.VerbAsync("audit", "list", "--json");
        Assert.Contains("\"outcome\":\"delivered\"", audit.Output, StringComparison.Ordinal);
        Assert.Empty(engine.Output);
    }

    [Fact]
    public async Task After_kill_9_its_file_leads_nowhere_and_commands_read_the_store()
    {
        await using var partner = await CheckingPartner.StartAsync();
        using var clinic = await ClinicWorkspace.CreateAsync(partner.Url);
        await using var engine = await clinic.RunAsync();
        await clinic.BookAsync(1);
        await partner.Log.WaitAsync(1);
        await engine.CrashAsync();

        Assert.True(File.Exists(clinic.Store + ".engine.json"));
        var status = await clinic.VerbAsync("status");
        Assert.Equal(0, status.ExitCode);
        Assert.Contains("no engine runs here", status.Errors, StringComparison.Ordinal);
        Assert.Equal(3, (await clinic.VerbAsync("partners", "pause", "lotus_notes")).ExitCode);
    }

    [Fact]
    public async Task An_engine_file_that_names_another_machine_gets_no_token()
    {
        using var clinic = await ClinicWorkspace.CreateAsync("http://127.0.0.1:1");
        await File.WriteAllTextAsync(
            clinic.Store + ".engine.json", """{"url":"http://192.0.2.7:8080","token":"t","pid":1,"epoch":"e"}""",
            TestContext.Current.CancellationToken);
        var status = await clinic.VerbAsync("status");
        Assert.Equal(3, status.ExitCode);
        Assert.Contains("192.0.2.7", status.Errors, StringComparison.Ordinal);
    }
}
