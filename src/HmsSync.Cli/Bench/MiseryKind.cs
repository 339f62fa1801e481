namespace HmsSync.Cli.Bench;

/// <summary>How a partner of the misery run behaves until it is healed.</summary>
internal enum MiseryKind
{
    /// <summary>Answers at once.</summary>
    Healthy,

    /// <summary>Nothing listens.</summary>
    Dead,

    /// <summary>Answers just before the timeout.</summary>
    Slow,

    /// <summary>Takes everything for a second, and refuses everything with 503 for the next.</summary>
    Flapping,
}

/// <summary>Who is who: of each ten partners one is dead and one slow, of each hundred one flaps, and at least one.</summary>
internal static class MiseryCast
{
    private const int Ten = 10;
    private const int Hundred = 100;

    /// <param name="partner">1, 2, 3 …</param>
    public static MiseryKind Of(int partner) => (partner % Ten, partner % Hundred) switch
    {
        (1, _) => MiseryKind.Dead,
        (2, _) => MiseryKind.Slow,
        (_, 3) => MiseryKind.Flapping,
        _ => MiseryKind.Healthy,
    };
}
