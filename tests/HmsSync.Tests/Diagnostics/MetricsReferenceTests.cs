using HmsSync.Diagnostics;
using HmsSync.Server.Metrics;
using Xunit;

namespace HmsSync.Tests.Diagnostics;

public sealed class MetricsReferenceTests
{
    [Fact]
    public void The_page_names_every_metric_and_no_other()
    {
        var parts = Tidy.Repository.File("docs/reference/metrics.md").Text.Split("\n## Not fed yet\n");
        Assert.Equal(MetricNames.All.Where(m => m.Fed).Select(Row), Rows(parts[0]));
        Assert.Equal(MetricNames.All.Where(m => !m.Fed).Select(Row), Rows(parts[1]));
    }

    [Fact]
    public void Every_metric_that_is_declared_has_its_instrument()
    {
        using var meter = new SyncMeter();
        using var scrape = new MetricScrape(meter);
        meter.Watch(new OneOfEach());
        Assert.Equal(MetricNames.All.Select(m => m.Name).Order(StringComparer.Ordinal), scrape.Names.Order(StringComparer.Ordinal));
    }

    private static string Row(MetricName metric)
        => $"| `{metric.Name}` | {metric.Kind} | {string.Join(' ', metric.Labels.Select(l => $"`{l}`"))} | {metric.Help} |"
            .Replace("|  |", "| |", StringComparison.Ordinal);

    private static IEnumerable<string> Rows(string part)
        => part.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal));
}
