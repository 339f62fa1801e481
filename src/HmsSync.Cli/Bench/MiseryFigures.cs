namespace HmsSync.Cli.Bench;

/// <summary>What came of a misery run.</summary>
/// <param name="Partners">All of them.</param>
/// <param name="Healthy">Those whose acknowledgements were timed.</param>
/// <param name="Alone">Milliseconds at the 99th percentile when there were no others, round by round.</param>
/// <param name="Among">The same among dead, slow and flapping ones.</param>
/// <param name="Lost">Deliveries that had not arrived when all partners were well again and nothing was owed.</param>
/// <param name="Repeats">Deliveries that arrived again, under the same key.</param>
/// <param name="OtherKeys">Deliveries that arrived under more than one key.</param>
internal sealed record MiseryFigures(
    int Partners, int Healthy, IReadOnlyList<double> Alone, IReadOnlyList<double> Among, long Lost, long Repeats, long OtherKeys)
{
    public const double Wanted = 1.5;

    public double Ratio => BenchFigures.Median(Among) / BenchFigures.Median(Alone);

    public bool Reached => Lost == 0 && OtherKeys == 0 && Ratio <= Wanted;

    public object Document() => new
    {
        name = "misery",
        partners = Partners,
        healthy = Healthy,
        alone_p99_ms = Alone,
        among_p99_ms = Among,
        ratio = Ratio,
        wanted = Wanted,
        lost = Lost,
        repeats = Repeats,
        other_keys = OtherKeys,
    };

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"misery: {Healthy} healthy of {Partners} partners, p99 {BenchFigures.Median(Among):F2} ms against "
            + $"{BenchFigures.Median(Alone):F2} ms alone, ratio {Ratio:F2} (wanted at most {Wanted:F2}); lost {Lost}, repeated {Repeats}, "
            + $"under another key {OtherKeys}");
}
