using HmsSync.Cli.Output;

namespace HmsSync.Cli.Bench;

/// <summary>One round of streaming to many clients.</summary>
/// <param name="Rate">Events a second that arrived, over all clients.</param>
/// <param name="Micros">Processor time of the server for each of them, in microseconds.</param>
/// <param name="P50">Half of them arrived within so many milliseconds after they set out.</param>
/// <param name="P99">All but one in a hundred.</param>
internal sealed record StreamRound(double Rate, double Micros, double P50, double P99);

/// <summary>The engine's rounds and those of the bare endpoint beside it.</summary>
internal sealed record StreamFigures(
    int Clients, int PerSecond, IReadOnlyList<StreamRound> Engine, IReadOnlyList<StreamRound> Bare, long MostBytes)
{
    private const double Wanted = 0.8;
    private const double Mega = 1_000_000;

    public bool Reached => Rate(Engine) >= Wanted * Rate(Bare);

    public object Document() => new
    {
        name = "streams",
        clients = Clients,
        per_second = PerSecond,
        engine = Engine,
        floor = Bare,
        ratio = Rate(Engine) / Rate(Bare),
        wanted = Wanted,
        most_memory = MostBytes,
    };

    public override string ToString() => Clean.Text(string.Create(
        CultureInfo.InvariantCulture,
        $"streams, {Clients:N0} clients at {PerSecond}/s: {Told(Engine)}; bare {Told(Bare)}; ratio {Rate(Engine) / Rate(Bare):F2} "
        + $"(wanted {Wanted:F2}), of processor time {Micros(Engine) / Micros(Bare):F2}; most memory {MostBytes / Mega:N0} MB"));

    private static string Told(IReadOnlyList<StreamRound> rounds) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Rate(rounds):N0}/s, {Micros(rounds):F1} µs of processor each, p50 {BenchFigures.Median(rounds.Select(r => r.P50)):F1} ms, "
        + $"p99 {BenchFigures.Median(rounds.Select(r => r.P99)):F1} ms");

    private static double Rate(IEnumerable<StreamRound> rounds) => BenchFigures.Median(rounds.Select(r => r.Rate));

    private static double Micros(IEnumerable<StreamRound> rounds) => BenchFigures.Median(rounds.Select(r => r.Micros));
}
