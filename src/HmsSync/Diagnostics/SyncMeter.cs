using System.Diagnostics.Metrics;

namespace HmsSync.Diagnostics;

/// <summary>
/// The meter of one engine with its instruments, named as in <see cref="MetricNames"/>. While nobody listens, counting costs
/// next to nothing.
/// </summary>
internal sealed class SyncMeter : IDisposable
{
    public const string Name = "HmsSync";

    private static readonly double[] UpperBounds
        = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3_600];

    /// <summary>For what runs without an engine around it: nobody ever listens.</summary>
    public static readonly SyncMeter Unheard = new();

    public SyncMeter()
    {
        Events = Counter(MetricNames.Events);
        Conflicts = Counter(MetricNames.Conflicts);
        Retries = Counter(MetricNames.Retries);
        EchoesSuppressed = Counter(MetricNames.EchoesSuppressed);
        Withheld = Counter(MetricNames.Withheld);
        Webhooks = Counter(MetricNames.Webhooks);
        Delivery = Meter.CreateHistogram(
            MetricNames.DeliverySeconds.Name,
            "s",
            MetricNames.DeliverySeconds.Help,
            null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = UpperBounds });
        StreamClients = Meter.CreateUpDownCounter<long>(
            MetricNames.StreamClients.Name, null, MetricNames.StreamClients.Help);
        DriftRecords = Meter.CreateGauge<long>(MetricNames.DriftRecords.Name, null, MetricNames.DriftRecords.Help);
    }

    /// <summary>To listen to: two engines of one process have meters of the same name.</summary>
    public Meter Meter { get; } = new(Name);

    public Counter<long> Events { get; }

    public Counter<long> Conflicts { get; }

    /// <summary>Seconds.</summary>
    public Histogram<double> Delivery { get; }

    public Counter<long> Retries { get; }

    public Counter<long> EchoesSuppressed { get; }

    public Counter<long> Withheld { get; }

    public Counter<long> Webhooks { get; }

    public UpDownCounter<long> StreamClients { get; }

    public Gauge<long> DriftRecords { get; }

    /// <summary>From now on the gauges are read whenever a listener asks.</summary>
    public void Watch(IGauges gauges)
    {
        Read(MetricNames.LagEvents, gauges.LagEvents);
        Read(MetricNames.LagSeconds, gauges.LagSeconds);
        Read(MetricNames.Waiting, gauges.Waiting);
        Read(MetricNames.Parked, gauges.Parked);
        Read(MetricNames.FeedLagBytes, gauges.FeedLagBytes);
        Read(MetricNames.FeedLagSeconds, gauges.FeedLagSeconds);
        Read(MetricNames.BackfillRecords, gauges.BackfillRecords);
        Read(MetricNames.JournalEvents, gauges.JournalEvents);
        Read(MetricNames.PartnerUp, gauges.PartnerUp);
        Read(MetricNames.ConflictsOpen, gauges.ConflictsOpen);
        Read(MetricNames.BuildInfo, gauges.BuildInfo);
    }

    public void Dispose() => Meter.Dispose();

    private Counter<long> Counter(MetricName metric) => Meter.CreateCounter<long>(metric.Name, null, metric.Help);

    private void Read<T>(MetricName metric, Func<IEnumerable<Measurement<T>>> read)
        where T : struct
        => Meter.CreateObservableGauge(metric.Name, read, null, metric.Help);
}
