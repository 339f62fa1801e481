using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using HmsSync.EndToEnd.Tests.Fakes;
using HmsSync.EndToEnd.Tests.Processes;

namespace HmsSync.EndToEnd.Tests.Commands;

/// <summary>What Prometheus would scrape from an engine at work, judged by Prometheus' own tool and by the audit.</summary>
public sealed class MetricsTests
{
    private const int Bookings = 120;

    [Fact]
    public async Task A_scrape_under_load_is_well_formed_and_the_last_says_what_the_audit_says()
    {
        // Invariant 10: what is counted has its row, and what has a row is counted.
        await using var partner = await CheckingPartner.StartAsync();
        using var clinic = await ClinicWorkspace.CreateAsync(partner.Url);
        var failed = 0;
        partner.Answer = push => push.Key.EndsWith("7}", StringComparison.Ordinal) ? 422
            : push.Key.EndsWith("3}", StringComparison.Ordinal) && Interlocked.Increment(ref failed) <= 3 ? 503 : 200;
        await using var engine = await clinic.RunAsync();
        using var http = Client(clinic);
        var before = new Dictionary<string, double>();
        for (var id = 1; id <= Bookings; id++)
        {
            await clinic.BookAsync(id);
            if (id % 30 == 0)
            {
                before = await GrownAsync(http, clinic, before);
            }
        }

        await UntilAsync(http, metrics => metrics.GetValueOrDefault("""sync_lane_lag_events{participant="lotus_notes"}""", 1) == 0
            && Sum(metrics, "sync_events_total{") >= Bookings);
        var last = await GrownAsync(http, clinic, before);
        var audit = JsonDocument.Parse((await clinic.VerbAsync("audit", "list", "--json")).Output).RootElement.EnumerateArray()
            .GroupBy(row => string.Create(
                CultureInfo.InvariantCulture,
                $"sync_events_total{{{Label(row, "participant")},{Label(row, "direction")},{Label(row, "outcome")}}}"))
            .ToDictionary(rows => rows.Key, rows => rows.Sum(row => row.GetProperty("count").GetDouble()));
        Assert.Equal(
            audit.OrderBy(m => m.Key, StringComparer.Ordinal),
            last.Where(m => m.Key.StartsWith("sync_events_total{", StringComparison.Ordinal)).OrderBy(m => m.Key, StringComparer.Ordinal));
        Assert.Equal(12, last["""sync_parked{participant="lotus_notes",code="http_422"}"""]);
        Assert.Equal(Bookings - 12, last["""sync_delivery_seconds_count{participant="lotus_notes"}"""]);
        Assert.True(last["""sync_retries_total{participant="lotus_notes"}"""] >= 3);
        Assert.Equal(Bookings, last["sync_journal_events"]);
    }

    /// <summary>Scrapes; everything that counts has grown or stayed, and promtool finds nothing to say.</summary>
    private static async Task<Dictionary<string, double>> GrownAsync(
        HttpClient http, ClinicWorkspace clinic, Dictionary<string, double> before)
    {
        var text = await http.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken);
        var file = clinic["metrics.txt"];
        await File.WriteAllTextAsync(file, text, TestContext.Current.CancellationToken);
        var check = await CliRun.RunProgramAsync("sh", ["-c", "promtool check metrics < \"$1\"", "sh", file]);
        Assert.Equal((0, "", ""), (check.ExitCode, check.Output, check.Errors));
        var metrics = Parse(text);
        Assert.All(
            before.Where(m => m.Key.Contains("_total", StringComparison.Ordinal) || m.Key.Contains("_bucket", StringComparison.Ordinal)),
            m => Assert.True(metrics[m.Key] >= m.Value, m.Key));
        return metrics;
    }

    private static async Task UntilAsync(HttpClient http, Func<Dictionary<string, double>, bool> holds)
    {
        var clock = TimeProvider.System;
        var began = clock.GetTimestamp();
        while (!holds(Parse(await http.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken))))
        {
            Assert.True(clock.GetElapsedTime(began) < TimeSpan.FromSeconds(60), "the engine did not come to rest");
            await Task.Delay(TimeSpan.FromMilliseconds(50), clock, TestContext.Current.CancellationToken);
        }
    }

    private static HttpClient Client(ClinicWorkspace clinic)
    {
        var engine = JsonDocument.Parse(File.ReadAllText(clinic.Store + ".engine.json")).RootElement;
        var http = new HttpClient { BaseAddress = new Uri(Text(engine, "url")) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Text(engine, "token"));
        return http;
    }

    private static Dictionary<string, double> Parse(string text)
        => text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith('#')).ToDictionary(
            line => line[..line.LastIndexOf(' ')],
            line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));

    private static double Sum(Dictionary<string, double> metrics, string prefix)
        => metrics.Where(m => m.Key.StartsWith(prefix, StringComparison.Ordinal)).Sum(m => m.Value);

    private static string Label(JsonElement row, string name) => $"{name}=\"{Text(row, name)}\"";

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
