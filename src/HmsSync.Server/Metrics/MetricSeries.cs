using System.Text;

namespace HmsSync.Server.Metrics;

/// <summary>One series of a metric: its value, or of a histogram its sum and buckets. For several threads.</summary>
/// <param name="labels">As they are written, without the braces; may be empty.</param>
/// <param name="bounds">Upper bounds of a histogram's buckets, ascending; null: it is none.</param>
internal sealed class MetricSeries(string labels, IReadOnlyList<double>? bounds)
{
    private readonly Lock _gate = new();
    private readonly long[] _buckets = new long[(bounds?.Count ?? 0) + 1];
    private double _value;

    public string Labels => labels;

    public void Set(double value)
    {
        lock (_gate)
        {
            _value = value;
        }
    }

    public void Add(double value)
    {
        lock (_gate)
        {
            _value += value;
        }
    }

    /// <summary>A measurement of a histogram.</summary>
    public void Observe(double value)
    {
        var bucket = 0;
        while (bucket < bounds!.Count && value > bounds[bucket])
        {
            bucket++;
        }

        lock (_gate)
        {
            _buckets[bucket]++;
            _value += value;
        }
    }

    public void Write(string name, StringBuilder text)
    {
        lock (_gate)
        {
            if (bounds is null)
            {
                Line(text, name, labels, _value);
                return;
            }

            var (before, total) = (labels.Length == 0 ? "" : labels + ",", 0L);
            for (var i = 0; i <= bounds.Count; i++)
            {
                total += _buckets[i];
                Line(text, name + "_bucket", $"{before}le=\"{(i < bounds.Count ? Number(bounds[i]) : "+Inf")}\"", total);
            }

            Line(text, name + "_sum", labels, _value);
            Line(text, name + "_count", labels, total);
        }
    }

    private static void Line(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0)
        {
            text.Append('{').Append(labels).Append('}');
        }

        text.Append(' ').Append(Number(value)).Append('\n');
    }

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
