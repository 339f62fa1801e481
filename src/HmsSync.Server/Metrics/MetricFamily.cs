using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;
using HmsSync.Diagnostics;
using Label = System.Collections.Generic.KeyValuePair<string, object?>;

namespace HmsSync.Server.Metrics;

/// <summary>All series of one metric. Takes measurements from any thread.</summary>
internal sealed class MetricFamily
{
    // Invariant 11: labels come from the configuration; should they ever not, the rest is told as one series.
    private const int MostSeries = 10_000;
    private const string Other = "other";

    private readonly ConcurrentDictionary<Label[], MetricSeries> _series = new(LabelComparer.Instance);
    private readonly ConcurrentDictionary<Label[], MetricSeries>.AlternateLookup<ReadOnlySpan<Label>> _bySpan;
    private readonly MetricName _name;
    private readonly IReadOnlyList<double>? _bounds;
    private readonly bool _adds;
    private readonly bool _observed;

    public MetricFamily(MetricName name, Instrument instrument)
    {
        _name = name;
        _bySpan = _series.GetAlternateLookup<ReadOnlySpan<Label>>();
        _bounds = (instrument as Histogram<double>)?.Advice?.HistogramBucketBoundaries;
        _adds = instrument is Counter<long> or UpDownCounter<long>;
        _observed = instrument.IsObservable;
    }

    public void Take(double value, ReadOnlySpan<Label> labels)
    {
        var series = _bySpan.TryGetValue(labels, out var known) ? known : New(labels.ToArray());
        if (_bounds is not null)
        {
            series.Observe(value);
        }
        else if (_adds)
        {
            series.Add(value);
        }
        else
        {
            series.Set(value);
        }
    }

    /// <summary>What is read anew for each answer must not linger: a code that nothing is parked with any more.</summary>
    public void ForgetObserved()
    {
        if (_observed)
        {
            _series.Clear();
        }
    }

    /// <summary>Nothing, while it has no series.</summary>
    public void Write(StringBuilder text)
    {
        if (_series.IsEmpty)
        {
            return;
        }

        text.Append("# HELP ").Append(_name.Name).Append(' ').Append(PrometheusText.Help(_name.Help)).Append('\n');
        text.Append("# TYPE ").Append(_name.Name).Append(' ').Append(_name.Kind).Append('\n');
        foreach (var series in _series.Values.OrderBy(s => s.Labels, StringComparer.Ordinal))
        {
            series.Write(_name.Name, text);
        }
    }

    private MetricSeries New(Label[] labels)
    {
        if (_series.Count >= MostSeries)
        {
            labels = [.. labels.Select(label => new Label(label.Key, Other))];
        }

        return _series.GetOrAdd(labels, l => new MetricSeries(PrometheusText.Labels(l), _bounds));
    }
}
