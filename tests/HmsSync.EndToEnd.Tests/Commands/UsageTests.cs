using HmsSync.EndToEnd.Tests.Processes;
using HmsSync.EndToEnd.Tests.Reference;

namespace HmsSync.EndToEnd.Tests.Commands;

/// <summary>What is typed wrongly: exit code 2, words on standard error, nothing on standard output.</summary>
public sealed class UsageTests
{
    [Theory]
    [InlineData("--no-such-flag", "status", "--no-such-flag")]
    [InlineData("--config", "status", "--config")]
    [InlineData("--config", "status", "--config", "a.yml", "--config", "b.yml")]
    [InlineData("--config", "status", "--config", "")]
    [InlineData("--limit", "events", "--limit", "99999999999999999999")]
    [InlineData("--limit", "events", "--limit", "-1")]
    [InlineData("--limit", "events", "--limit", "0")]
    [InlineData("--limit", "events", "--limit", "NaN")]
    [InlineData("--limit", "events", "--limit", "1.5")]
    [InlineData("--limit", "events", "--limit", "")]
    [InlineData("--after", "audit", "list", "--after", "x")]
    [InlineData("--partner", "parked", "list", "--partner")]
    [InlineData("ID", "parked", "show", "0")]
    [InlineData("ID", "parked", "show", "seven")]
    [InlineData("ID", "parked", "drop", "1", "-2", "--yes")]
    [InlineData("publish", "publish")]
    [InlineData("TOPIC", "publish", " ")]
    [InlineData("--after", "resume", "lotus_notes", "--after", "lunch")]
    [InlineData("partners", "partners")]
    [InlineData("extra", "status", "extra")]
    [InlineData("--once", "demo")]
    public async Task What_is_typed_wrongly_is_named(string named, params string[] arguments)
        => AssertUsage(await InProcess.RunAsync(arguments), named);

    [Theory]
    [InlineData("--since", "yesterday")]
    [InlineData("--since", "2026-13-01")]
    [InlineData("--since", "2026-11-22T10:00+99:00")]
    [InlineData("--since", "-1h")]
    [InlineData("--since", "1fortnight")]
    [InlineData("--since", "")]
    [InlineData("--until", "NaN")]
    [InlineData("--until", "99999999999999999999")]
    public async Task A_time_that_is_none_is_named(string option, string text)
    {
        using var clinic = await Clinic();
        AssertUsage(await InProcess.RunAsync("events", $"{option}={text}", "--config", clinic["hms-sync.yml"]), option);
    }

    [Fact]
    public async Task An_end_before_the_beginning_is_named()
    {
        using var clinic = await Clinic();
        var run = await InProcess.RunAsync("events", "--since", "1h", "--until", "2h", "--config", clinic["hms-sync.yml"]);
        AssertUsage(run, "--since is after --until");
    }

    [Theory]
    [InlineData("[1]")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{\"a\":1,\"a\":2}")]
    [InlineData("null")]
    [InlineData("")]
    public async Task Data_that_is_no_object_is_named_without_its_values(string data)
    {
        using var clinic = await Clinic();
        AssertUsage(await InProcess.RunAsync("publish", "t", "--data", data, "--config", clinic["hms-sync.yml"]), "--data");
        AssertUsage(await InProcess.RunWithInputAsync(data, "publish", "t", "--data", "-", "--config", clinic["hms-sync.yml"]), "--data");
    }

    [Fact]
    public async Task A_partner_that_is_not_there_is_told_with_the_nearest()
    {
        using var clinic = await Clinic();
        string[][] commands =
        [
            ["partners", "pause", "lotus_note"], ["parked", "list", "--partner", "lotus_note"],
            ["audit", "list", "--partner", "lotus_note"], ["resume", "lotus_note"],
        ];
        foreach (var command in commands)
        {
            AssertUsage(await InProcess.RunAsync([.. command, "--config", clinic["hms-sync.yml"]]), "lotus_notes");
        }
    }

    [Fact]
    public async Task What_cannot_be_undone_is_not_done_where_nobody_can_be_asked()
    {
        using var clinic = await Clinic();
        AssertUsage(await InProcess.RunAsync("parked", "drop", "7", "--config", clinic["hms-sync.yml"]), "--yes");
    }

    [Fact]
    public async Task A_folder_or_a_missing_file_is_no_configuration()
    {
        using var folder = new TempWorkspace();
        AssertUsage(await InProcess.RunAsync("validate", "--config", folder.Folder), folder.Folder);
        AssertUsage(await InProcess.RunAsync("run", "--config", folder["none.yml"]), "none.yml");
    }

    [Fact]
    public async Task Without_an_engine_what_needs_one_says_so()
    {
        using var clinic = await Clinic();
        string[][] commands =
        [
            ["publish", "t"], ["partners", "pause", "lotus_notes"], ["partners", "test", "lotus_notes"],
            ["parked", "redrive", "1"], ["parked", "drop", "1", "--yes"], ["resume", "lotus_notes"],
        ];
        foreach (var command in commands)
        {
            var run = await InProcess.RunAsync([.. command, "--config", clinic["hms-sync.yml"]]);
            Assert.Equal(3, run.ExitCode);
            Assert.Empty(run.Output);
            Assert.Contains("hms-sync run --config", run.Errors, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_holds_a_partner_is_not_asked_of_the_hub()
    {
        using var clinic = await Clinic();
        AssertUsage(
            await InProcess.RunAsync("resume", "hms", "--after", "gap", "--config", clinic["hms-sync.yml"]),
            "hms-sync resume PARTNER --after gap");
    }

    private static async Task<TempWorkspace> Clinic()
    {
        var clinic = new TempWorkspace();
        Assert.Equal(0, (await InProcess.RunAsync("init", clinic.Folder)).ExitCode);
        return clinic;
    }

    private static void AssertUsage(CliRun run, string named)
    {
        Assert.True(run.ExitCode == 2, $"exit code {run.ExitCode}: {run.Errors}");
        Assert.Empty(run.Output);
        Assert.Contains(named, run.Errors, StringComparison.Ordinal);
    }
}
