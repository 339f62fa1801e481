using HmsSync.Diagnostics;
using HmsSync.Server.Metrics;
using HmsSync.Tests.Changes;
using HmsSync.Tests.Diagnostics;
using Xunit;

namespace HmsSync.Tests.Server.Metrics;

public sealed class MetricScrapeTests : IDisposable
{
    private readonly SyncMeter _meter = new();
    private readonly MetricScrape _scrape;

    public MetricScrapeTests() => _scrape = new MetricScrape(_meter);

    public void Dispose()
    {
        _scrape.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public void A_histogram_has_growing_buckets_a_sum_and_a_count()
    {
        var hospital = new KeyValuePair<string, object?>("participant", "hospital");
        foreach (var seconds in new[] { 0.001, 0.0011, 0.3, 7_200 })
        {
            _meter.Delivery.Record(seconds, hospital);
        }

        var lines = _scrape.Read().Split('\n');
        Assert.Equal("# HELP sync_delivery_seconds From the commit in the journal to the participant's acknowledgement", lines[0]);
        Assert.Equal("# TYPE sync_delivery_seconds histogram", lines[1]);
        Assert.Equal("""sync_delivery_seconds_bucket{participant="hospital",le="0.001"} 1""", lines[2]);
        Assert.Equal("""sync_delivery_seconds_bucket{participant="hospital",le="0.0025"} 2""", lines[3]);
        Assert.Equal("""sync_delivery_seconds_bucket{participant="hospital",le="0.25"} 2""", lines[9]);
        Assert.Equal("""sync_delivery_seconds_bucket{participant="hospital",le="0.5"} 3""", lines[10]);
        Assert.Equal(
            [
                """sync_delivery_seconds_bucket{participant="hospital",le="3600"} 3""",
                """sync_delivery_seconds_bucket{participant="hospital",le="+Inf"} 4""",
                """sync_delivery_seconds_sum{participant="hospital"} 7200.3021""",
                """sync_delivery_seconds_count{participant="hospital"} 4""",
                "",
            ],
            lines[^5..]);
    }

    [Fact]
    public void Backslashes_quotes_and_line_ends_in_labels_are_escaped()
    {
        _meter.Retries.Add(2, new KeyValuePair<string, object?>("participant", "a\\b\"c\nd"));
        Assert.EndsWith("\nsync_retries_total{participant=\"a\\\\b\\\"c\\nd\"} 2\n", _scrape.Read(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_has_no_value_is_left_out_and_what_is_gone_does_not_linger()
    {
        Assert.Empty(_scrape.Read());
        var gauges = new OneOfEach { ParkedCodes = { "http_422", "http_404" } };
        _meter.Watch(gauges);
        Assert.Contains("sync_parked{code=\"http_404\"} 1\n", _scrape.Read(), StringComparison.Ordinal);
        gauges.ParkedCodes.Remove("http_404");
        var left = _scrape.Read();
        Assert.DoesNotContain("http_404", left, StringComparison.Ordinal);
        Assert.Contains("sync_parked{code=\"http_422\"} 1\n", left, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_engine_of_the_process_is_not_heard()
    {
        using var other = new SyncMeter();
        other.Retries.Add(1, new KeyValuePair<string, object?>("participant", "hospital"));
        Assert.Empty(_scrape.Read());
    }

    [Fact]
    public void More_series_than_a_configuration_can_make_are_told_as_one()
    {
        // Invariant 11
        for (var i = 0; i < 10_050; i++)
        {
            _meter.Retries.Add(1, new KeyValuePair<string, object?>("participant", $"p{i}"));
        }

        var lines = _scrape.Read().Split('\n');
        Assert.Equal(2 + 10_001 + 1, lines.Length);
        Assert.Contains("sync_retries_total{participant=\"other\"} 50", lines);
    }

    [Fact]
    public void Counting_under_known_labels_allocates_nothing()
    {
        var participant = new KeyValuePair<string, object?>("participant", "hospital");
        KeyValuePair<string, object?>[] labels = [participant, new("direction", "out"), new("outcome", "delivered")];
        Assert.Equal(0, Allocations.Least(() =>
        {
            _meter.Delivery.Record(0.02, participant);
            _meter.Retries.Add(1, participant);
            _meter.Events.Add(3, labels);
        }));
    }
}
