using System.Text.Json;
using HmsSync.EndToEnd.Tests.Fakes;
using HmsSync.EndToEnd.Tests.Processes;
using HmsSync.EndToEnd.Tests.Reference;

namespace HmsSync.EndToEnd.Tests.Commands;

/// <summary>What an operator does with a running engine, each command a process of its own.</summary>
public sealed class EngineVerbsTests
{
    [Fact]
    public async Task A_row_committed_by_the_sqlite_shell_reaches_the_partner()
    {
        await using var partner = await CheckingPartner.StartAsync();
        using var clinic = await ClinicWorkspace.CreateAsync(partner.Url);
        await using var engine = await clinic.RunAsync();

        await clinic.BookAsync(7, "WIC");
        await partner.Log.WaitAsync(1);
        var push = partner.Log.All[0];
        Assert.Equal(("POST", "{\"id\":7}", "insert", 1L, 1L), (push.Method, push.Key, push.Op, push.Seq, push.PartnerSeq));
        Assert.Equal(
            """{"uid":7,"begin":"2026-12-01T10:00","close":"2026-12-01T10:30","title":"WIC","type":"changed"}""", push.Body);

        await clinic.SqlAsync("DELETE FROM appointments");
        await partner.Log.WaitAsync(2);
        Assert.Equal(("DELETE", "delete", "{\"uid\":7}"), (partner.Log.All[1].Method, partner.Log.All[1].Op, partner.Log.All[1].Body));
        Assert.Empty(engine.Output);
    }

    [Fact]
    public async Task Every_reading_command_says_the_same_with_and_without_an_engine()
    {
        await using var partner = await CheckingPartner.StartAsync();
        using var clinic = await ClinicWorkspace.CreateAsync(partner.Url);
        partner.Answer = push => push.Key == "{\"id\":2}" ? 422 : 200;
        string[][] commands =
        [
            ["events"], ["events", "--topic", "appointments", "--limit", "1"],
            ["audit", "list"], ["audit", "list", "--partner", "lotus_notes"], ["audit", "verify"],
            ["parked", "list"], ["parked", "show", "1"], ["conflicts", "list"], ["partners", "list"], ["status"],
        ];
        var running = new List<string>();
        await using (var engine = await clinic.RunAsync())
        {
            await clinic.BookAsync(1);
            await clinic.BookAsync(2);
            await UntilParkedAsync(clinic);
            foreach (var command in commands)
            {
                running.Add(await ReadAsync(clinic, command, fromStore: command is ["audit", "verify"] ? null : false));
            }

            Assert.Equal(0, await engine.StopAsync());
        }

        foreach (var (command, before) in commands.Zip(running))
        {
            var after = await ReadAsync(clinic, command, fromStore: command is ["audit", "verify"] ? null : true);
            if (command[0] is "status" or "partners")
            {
                AssertSameNames(before, after);
            }
            else
            {
                Assert.Equal(before, after);
            }
        }
    }

    [Fact]
    public async Task A_parked_delivery_is_driven_again_or_given_up()
    {
        await using var partner = await CheckingPartner.StartAsync();
        using var clinic = await ClinicWorkspace.CreateAsync(partner.Url);
        partner.Answer = _ => 422;
        await using var engine = await clinic.RunAsync();
        await clinic.BookAsync(1);
        await clinic.BookAsync(2);
        await partner.Log.WaitAsync(2);
        await UntilParkedAsync(clinic, 2);

        partner.Answer = _ => 200;
        var redrive = await JsonAsync(clinic, "parked", "redrive", "1");
        Assert.Equal("queued", redrive[0].GetProperty("result").GetString());
        await partner.Log.WaitAsync(3);

        var drop = await JsonAsync(clinic, "parked", "drop", "2", "--yes", "--reason", "typed_twice");
        Assert.Equal("dropped", drop[0].GetProperty("result").GetString());
        Assert.Equal(1, (await clinic.VerbAsync("parked", "drop", "2", "--yes")).ExitCode); // it is gone
        Assert.Equal("[]", (await clinic.VerbAsync("parked", "list", "--json")).Output);
        Assert.Equal(1, (await clinic.VerbAsync("parked", "show", "2")).ExitCode);
        Assert.Equal(0, (await clinic.VerbAsync("audit", "verify")).ExitCode);
    }

    [Fact]
    public async Task A_pause_survives_the_engine_and_says_who()
    {
        await using var partner = await CheckingPartner.StartAsync();
        using var clinic = await ClinicWorkspace.CreateAsync(partner.Url);
        await using (var engine = await clinic.RunAsync())
        {
            var paused = await JsonAsync(clinic, "partners", "pause", "lotus_notes");
            Assert.Equal("paused", paused.GetProperty("state").GetString());
            Assert.Equal(0, await engine.StopAsync());
        }

        await using var again = await clinic.RunAsync();
        await clinic.BookAsync(1);
        var lane = (await JsonAsync(clinic, "status")).GetProperty("lanes")[0];
        Assert.Equal("paused", lane.GetProperty("state").GetString());
        Assert.NotEmpty(lane.GetProperty("paused_by").GetString()!);
        Assert.Empty(partner.Log.All);

        Assert.Equal(0, (await clinic.VerbAsync("resume", "lotus_notes")).ExitCode);
        await partner.Log.WaitAsync(1);
    }

    [Fact]
    public async Task A_partner_is_tried_through_the_guard()
    {
        await using var partner = await CheckingPartner.StartAsync();
        using var clinic = await ClinicWorkspace.CreateAsync(partner.Url);
        clinic.Edit("allow_network: [127.0.0.0/8]", "allow_network: []");
        await using var engine = await clinic.RunAsync();

        var test = await clinic.VerbAsync("partners", "test", "lotus_notes", "--json");
        Assert.Equal(1, test.ExitCode);
        Assert.Contains("target_private", test.Output, StringComparison.Ordinal);
        Assert.Empty(partner.Log.All);
        var validate = await clinic.VerbAsync("validate");
        Assert.Equal(3, validate.ExitCode);
        Assert.Contains("allow_network: [127.0.0.1/32]", validate.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_claim_on_a_column_that_the_hub_has_not_is_a_fault()
    {
        using var clinic = await ClinicWorkspace.CreateAsync("http://127.0.0.1:1");
        Directory.CreateDirectory(clinic["conflicts"]);
        await File.WriteAllTextAsync(
            clinic["conflicts/appointments.yml"],
            "table: appointments\nclaims: [{ name: slot, same: [nowhere], unless: { status: cancelled } }]\n",
            TestContext.Current.CancellationToken);
        Assert.Equal(0, (await clinic.VerbAsync("validate", "--offline")).ExitCode);
        var validate = await clinic.VerbAsync("validate");
        Assert.Equal(2, validate.ExitCode);
        Assert.Contains("has no column 'nowhere' [conflicts.unknown_column]", validate.Errors, StringComparison.Ordinal);
        Assert.Equal(2, (await clinic.VerbAsync("run")).ExitCode);
    }

    [Fact]
    public async Task Publishing_twice_with_one_id_makes_one_event()
    {
        using var clinic = await ClinicWorkspace.CreateAsync("http://127.0.0.1:1");
        await using var engine = await clinic.RunAsync();
        string[] publish = ["publish", "rule.published", "--data", "{\"scope\":\"Hospital\",\"n\":1.10}", "--id", "r-1"];

        var first = await JsonAsync(clinic, publish);
        Assert.Equal(first.GetRawText(), (await JsonAsync(clinic, publish)).GetRawText());
        var other = await clinic.VerbAsync("publish", "rule.published", "--data", "{}", "--id", "r-1");
        Assert.Equal(1, other.ExitCode);
        Assert.Contains("id_taken", other.Errors, StringComparison.Ordinal);

        var events = await JsonAsync(clinic, "events", "--since", "1h");
        Assert.Equal(1, events.GetArrayLength());
        Assert.Contains("1.10", events[0].GetProperty("data").GetRawText(), StringComparison.Ordinal);
        Assert.Equal(0, (await JsonAsync(clinic, "events", "--until", "1h")).GetArrayLength());
    }

    [Fact]
    public async Task Following_shows_what_comes_line_by_line()
    {
        using var clinic = await ClinicWorkspace.CreateAsync("http://127.0.0.1:1");
        await using var engine = await clinic.RunAsync();
        await clinic.BookAsync(1);
        await using var follow = ChildProcess.Start(
            "dotnet", [Checkout.Program, "events", "--follow", "--json", "--since", "1h", "--config", clinic.Config]);
        await follow.Output.WaitAsync(line => line.Contains("\"seq\":1,", StringComparison.Ordinal), TimeSpan.FromSeconds(30));
        await clinic.BookAsync(2);
        await follow.Output.WaitAsync(line => line.Contains("\"seq\":2,", StringComparison.Ordinal), TimeSpan.FromSeconds(30));
        follow.Terminate();
        Assert.Equal(0, await follow.ExitAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal(2, follow.Output.Lines.Count);
    }

    private static async Task<string> ReadAsync(ClinicWorkspace clinic, string[] command, bool? fromStore)
    {
        var people = await InProcess.RunAsync([.. command, "--config", clinic.Config]);
        Assert.True(people.ExitCode == 0, people.Errors);
        Assert.NotEmpty(people.Output);

        var run = await InProcess.RunAsync([.. command, "--json", "--config", clinic.Config]);
        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.DoesNotContain('\n', run.Output.TrimEnd('\n'));
        using var json = JsonDocument.Parse(run.Output);
        if (fromStore is { } expected)
        {
            Assert.Equal(expected, run.Errors.Contains("no engine runs here", StringComparison.Ordinal));
        }

        return run.Output;
    }

    /// <summary>
    /// How lanes stand only an engine knows, and when it last looked at the hub; but what both tell has one name.
    /// </summary>
    private static void AssertSameNames(string running, string stored)
    {
        var live = Names(JsonSerializer.Deserialize<JsonElement>(running));
        var cold = Names(JsonSerializer.Deserialize<JsonElement>(stored));
        Assert.Empty(live.Except(cold).Except(["last_look"]));
    }

    private static HashSet<string> Names(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => [.. json.EnumerateObject().SelectMany(p => Names(p.Value).Append(p.Name))],
        JsonValueKind.Array => [.. json.EnumerateArray().SelectMany(Names)],
        _ => [],
    };

    private static async Task UntilParkedAsync(ClinicWorkspace clinic, int count = 1)
    {
        for (var tries = 0; tries < 50; tries++)
        {
            if ((await JsonAsync(clinic, "parked", "list")).GetArrayLength() == count)
            {
                return;
            }
        }

        Assert.Fail("nothing was parked");
    }

    private static async Task<JsonElement> JsonAsync(ClinicWorkspace clinic, params string[] command)
    {
        var run = await clinic.VerbAsync([.. command, "--json"]);
        Assert.True(run.ExitCode == 0, run.Errors);
        return JsonSerializer.Deserialize<JsonElement>(run.Output);
    }
}
