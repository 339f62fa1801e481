using System.Diagnostics.Metrics;
using System.Text;
using HmsSync.Diagnostics;

namespace HmsSync.Server.Metrics;

/// <summary>Listens to one engine's meter and writes down on demand what it has heard.</summary>
internal sealed class MetricScrape : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, MetricFamily> _families = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    public MetricScrape(SyncMeter meter)
    {
        // By the meter itself, not by its name: another engine of this process has one of the same name.
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter, meter.Meter))
            {
                listener.EnableMeasurementEvents(instrument, Family(instrument));
            }
        };
        _listener.SetMeasurementEventCallback<long>(static (_, value, labels, family) => ((MetricFamily)family!).Take(value, labels));
        _listener.SetMeasurementEventCallback<double>(static (_, value, labels, family) => ((MetricFamily)family!).Take(value, labels));
        _listener.Start();
    }

    /// <summary>What it listens to.</summary>
    public IReadOnlyCollection<string> Names
    {
        get
        {
            lock (_gate)
            {
                return [.. _families.Keys];
            }
        }
    }

    /// <summary>All metrics that have values, in the order of <see cref="MetricNames.All"/>.</summary>
    public string Read()
    {
        var text = new StringBuilder();
        lock (_gate)
        {
            foreach (var family in _families.Values)
            {
                family.ForgetObserved();
            }

            _listener.RecordObservableInstruments();
            foreach (var name in MetricNames.All)
            {
                _families.GetValueOrDefault(name.Name)?.Write(text);
            }
        }

        return text.ToString();
    }

    public void Dispose() => _listener.Dispose();

    private MetricFamily Family(Instrument instrument)
    {
        var family = new MetricFamily(MetricNames.All.First(name => name.Name == instrument.Name), instrument);
        lock (_gate)
        {
            _families.Add(instrument.Name, family);
        }

        return family;
    }
}
