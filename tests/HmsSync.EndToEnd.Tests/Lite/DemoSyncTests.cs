using System.Net.Http.Headers;
using System.Text.Json;
using HmsSync.EndToEnd.Tests.Fakes;
using HmsSync.EndToEnd.Tests.Processes;

namespace HmsSync.EndToEnd.Tests.Lite;

/// <summary>The eighteen lines, as they stand in <c>samples/</c>: the real program, calendar, hub and shell.</summary>
public sealed class DemoSyncTests
{
    private const int Most = 18;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_has_eighteen_lines_at_most()
    {
        var lines = await File.ReadAllLinesAsync(DemoProgram.Source, Stop);
        Assert.InRange(lines.Count(line => line.Trim().Length > 0), 1, Most);
    }

    [Fact]
    public async Task A_row_is_in_the_calendar_at_once_and_kills_double_nothing()
    {
        using var clinic = await ClinicWorkspace.CreateAsync("http://127.0.0.1:8701");
        await using var lotus = ChildProcess.Start(
            "dotnet", [Checkout.Program, "demo", "lotus_notes", "--url", "http://127.0.0.1:0"], clinic.Folder);
        var url = await lotus.Output.WaitAsync(line => line.StartsWith("http://", StringComparison.Ordinal), Patience);
        using var calendar = Calendar(clinic, url);

        await using (var program = await DemoProgram.StartAsync(clinic.Folder, clinic.Store, $"{url}/api/events"))
        {
            Assert.Contains(program.Output, line => line.Contains("Sync layer armed", StringComparison.Ordinal));
            Assert.Contains("handler.appointments listens to appointments", program.Errors);
            await clinic.SqlAsync("INSERT INTO appointments VALUES(42, 'CID-42', '10:00', '10:30', 'ours', 'booked')");
            await EntriesAsync(calendar, 1);
            var status = await clinic.VerbAsync("status", "--json");
            Assert.Contains("\"handler.appointments\"", status.Output, StringComparison.Ordinal);
            await BookAsync(clinic, 100);
            await program.CrashAsync();
        }

        await using (var program = await DemoProgram.StartAsync(clinic.Folder, clinic.Store, $"{url}/api/events"))
        {
            await BookAsync(clinic, 200);
            await EntriesAsync(calendar, 41);
            Assert.Equal(0, await program.StopAsync());
        }

        // Invariant 3: whatever was on its way when it was killed went again with its key, and made one entry.
        var entered = Deeds(clinic).Where(deed => deed.Status == 201).Select(deed => deed.Uid).ToList();
        Assert.Equal(41, entered.Count);
        Assert.Equal(41, entered.Distinct().Count());
        Assert.All(Deeds(clinic), deed => Assert.Equal(201, deed.Status));
        var audit = await clinic.VerbAsync("audit", "list", "--json", "--partner", "lotus_notes", "--limit", "1000");
        Assert.Contains("\"code\":\"push\"", audit.Output, StringComparison.Ordinal);
        Assert.Equal(0, (await clinic.VerbAsync("audit", "verify")).ExitCode);
    }

    private static async Task BookAsync(ClinicWorkspace clinic, int from)
    {
        for (var id = from; id < from + 20; id++)
        {
            await clinic.BookAsync(id);
        }
    }

    private static HttpClient Calendar(ClinicWorkspace clinic, string url)
    {
        var http = new HttpClient { BaseAddress = new Uri(url) };
        http.DefaultRequestHeaders.Authorization
            = new AuthenticationHeaderValue("Bearer", File.ReadAllText(clinic["secrets/lotus.token"]).Trim());
        return http;
    }

    /// <summary>Looks until the calendar has so many entries; the text of the first.</summary>
    private static async Task EntriesAsync(HttpClient calendar, int count)
    {
        var clock = TimeProvider.System;
        var began = clock.GetTimestamp();
        while (true)
        {
            using var entries = JsonDocument.Parse(await calendar.GetStringAsync("/api/events", Stop));
            var all = entries.RootElement.EnumerateArray().ToList();
            if (all.Count == count)
            {
                Assert.Equal("WIC – CID-42", all.Single(e => e.GetProperty("uid").GetInt32() == 42).GetProperty("title").GetString());
                return;
            }

            Assert.True(clock.GetElapsedTime(began) < Patience, $"{all.Count} entries after {Patience}, not {count}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), clock, Stop);
        }
    }

    /// <summary>What the calendar did, from its own memory: a repeated call with its key is no deed.</summary>
    private static List<(int Uid, int Status)> Deeds(ClinicWorkspace clinic)
        => [.. File.ReadLines(clinic["lotus_notes.jsonl"]).Select(line => JsonDocument.Parse(line).RootElement)
            .Select(deed => (deed.GetProperty("uid").GetInt32(), deed.GetProperty("answer").GetProperty("status").GetInt32()))];
}
