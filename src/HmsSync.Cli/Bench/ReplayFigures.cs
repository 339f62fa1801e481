using HmsSync.Cli.Output;

namespace HmsSync.Cli.Bench;

/// <summary>What reading the whole journal came to.</summary>
/// <param name="Events">How many there are.</param>
/// <param name="Rates">Events a second, round by round.</param>
/// <param name="Bytes">Of one whole answer.</param>
/// <param name="MemoryBefore">The engine's most resident bytes before the first whole answer.</param>
/// <param name="MemoryAfter">The same after the last.</param>
internal sealed record ReplayFigures(int Events, IReadOnlyList<double> Rates, long Bytes, long MemoryBefore, long MemoryAfter)
{
    public const double Wanted = 200_000;

    private const double Mega = 1_000_000;

    public double Rate => BenchFigures.Median(Rates);

    public object Document() => new
    {
        name = "replay",
        events = Events,
        events_per_second = Rates,
        median = Rate,
        wanted = Wanted,
        bytes = Bytes,
        memory_before = MemoryBefore,
        memory_after = MemoryAfter,
    };

    public override string ToString() => Clean.Text(string.Create(
        CultureInfo.InvariantCulture,
        $"replay of {Events:N0} events ({Bytes / Mega:N0} MB of NDJSON): {Rate:N0}/s (wanted {Wanted:N0}/s), "
        + $"most memory {MemoryAfter / Mega:N0} MB, before it {MemoryBefore / Mega:N0} MB"));
}
