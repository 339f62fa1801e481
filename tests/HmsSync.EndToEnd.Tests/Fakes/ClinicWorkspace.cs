using HmsSync.EndToEnd.Tests.Processes;

namespace HmsSync.EndToEnd.Tests.Fakes;

/// <summary>
/// What <c>hms-sync init</c> writes, pointed at a partner of the tests, with the engine on a free port; without the claim on slots,
/// for all of them book the same one, and without guards, for the tests delete as they like.
/// </summary>
internal sealed class ClinicWorkspace : IDisposable
{
    private readonly TempWorkspace _workspace = new();

    private ClinicWorkspace()
    {
    }

    public string Config => _workspace["hms-sync.yml"];

    public string Hub => _workspace["hms.db"];

    public string Store => _workspace["sync.db"];

    public string Folder => _workspace.Folder;

    /// <param name="partnerUrl">Where the partner listens.</param>
    public static async Task<ClinicWorkspace> CreateAsync(string partnerUrl)
    {
        var clinic = new ClinicWorkspace();
        var init = await CliRun.RunAsync("init", clinic._workspace.Folder);
        Assert.True(init.ExitCode == 0, init.Errors);
        clinic._workspace.Write("conflicts/appointments.yml", "table: appointments\nguards: none\n");
        clinic.Edit("http://127.0.0.1:8701", partnerUrl);
        clinic.Edit("timeout: 3s", "timeout: 60s"); // a machine that stands still for seconds is no partner that does not answer
        clinic.Edit("listen: http://127.0.0.1:8080", "listen: http://127.0.0.1:0");
        return clinic;
    }

    /// <summary>Replaces text of the configuration that must be there.</summary>
    public void Edit(string old, string by)
    {
        var text = File.ReadAllText(Config);
        Assert.Contains(old, text, StringComparison.Ordinal);
        File.WriteAllText(Config, text.Replace(old, by, StringComparison.Ordinal));
    }

    public string this[string relative] => _workspace[relative];

    /// <summary>Starts an engine and waits until it captures every commit.</summary>
    public async Task<EngineProcess> RunAsync()
    {
        var engine = EngineProcess.Start(Config);
        await engine.WaitForLogAsync(line => line.StartsWith("following ", StringComparison.Ordinal));
        return engine;
    }

    /// <summary>The application's commit, by the sqlite3 shell: a process that knows nothing of us.</summary>
    public async Task SqlAsync(string sql)
    {
        var run = await CliRun.RunProgramAsync("sqlite3", ["-bail", "-cmd", ".timeout 5000", Hub, sql]);
        Assert.True(run.ExitCode == 0, run.Errors);
    }

    public Task BookAsync(int id, string subject = "WIC")
        => SqlAsync($"INSERT INTO appointments VALUES({id}, 'CID-{id}', '2026-12-01T10:00', '2026-12-01T10:30', '{subject}', 'booked')");

    /// <summary>Runs a verb on this workspace.</summary>
    public Task<CliRun> VerbAsync(params string[] arguments)
        => CliRun.RunInAsync(Folder, null, [.. arguments, "--config", Config]);

    public void Dispose() => _workspace.Dispose();
}
