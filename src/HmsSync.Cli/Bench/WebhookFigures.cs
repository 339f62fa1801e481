using HmsSync.Cli.Output;

namespace HmsSync.Cli.Bench;

/// <summary>What came of the webhooks.</summary>
/// <param name="Engine">Webhooks a second, verified and durable, round by round.</param>
/// <param name="Floor">The same of the bare endpoint.</param>
/// <param name="Half">The rate at which times were taken.</param>
/// <param name="Millis">From when each was due to its answer, sorted.</param>
/// <param name="Micros">Processor time of the engine for one.</param>
/// <param name="MostBytes">The most memory that the engine had.</param>
internal sealed record WebhookFigures(
    IReadOnlyList<double> Engine, IReadOnlyList<double> Floor, double Half, double[] Millis, double Micros, long MostBytes)
{
    private const double WantedRate = 20_000;
    private const double WantedMillis = 50;
    private const double Megabyte = 1_000_000;

    public bool Reached => BenchFigures.Median(Engine) >= WantedRate && P99 < WantedMillis;

    private double P50 => BenchFigures.Percentile(Millis, 0.5);

    private double P99 => BenchFigures.Percentile(Millis, 0.99);

    private double Ratio => BenchFigures.Median(Engine) / BenchFigures.Median(Floor);

    public object Document() => new
    {
        name = "webhooks",
        engine = Engine,
        floor = Floor,
        ratio = Ratio,
        half = Half,
        p50_ms = P50,
        p99_ms = P99,
        max_ms = Millis[^1],
        processor_us = Micros,
        most_bytes = MostBytes,
        wanted = WantedRate,
    };

    public override string ToString() => Clean.Text(string.Create(
        CultureInfo.InvariantCulture,
        $"webhooks, verified and durable: {BenchFigures.Median(Engine):N0}/s against {BenchFigures.Median(Floor):N0}/s of a bare endpoint, "
        + $"ratio {Ratio:F2} (wanted {WantedRate:N0}/s); at {Half:N0}/s p50 {P50:F1} ms, p99 {P99:F1} ms, max {Millis[^1]:F0} ms; "
        + $"{Micros:F1} µs of processor each, {MostBytes / Megabyte:F0} MB"));
}
