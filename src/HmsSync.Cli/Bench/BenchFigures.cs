using HmsSync.Cli.Output;

namespace HmsSync.Cli.Bench;

/// <summary>One comparison: events a second of the engine and of the floor beside it, round by round.</summary>
internal sealed record BenchFigures(string Name, IReadOnlyList<double> Engine, IReadOnlyList<double> Floor, double Wanted)
{
    public double EngineMedian => Median(Engine);

    public double FloorMedian => Median(Floor);

    public double Ratio => EngineMedian / FloorMedian;

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length % 2 == 1
            ? sorted[sorted.Length / 2]
            : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }

    public static double Percentile(double[] sorted, double share) => sorted[(int)Math.Min(sorted.Length - 1, sorted.Length * share)];

    public object Document() => new
    {
        name = Name,
        engine = Engine,
        floor = Floor,
        engine_median = EngineMedian,
        floor_median = FloorMedian,
        ratio = Ratio,
        wanted = Wanted,
    };

    public override string ToString() => Clean.Text(string.Create(
        CultureInfo.InvariantCulture,
        $"{Name}: {EngineMedian:N0}/s against {FloorMedian:N0}/s, ratio {Ratio:F2} (wanted {Wanted:F2})"));
}
