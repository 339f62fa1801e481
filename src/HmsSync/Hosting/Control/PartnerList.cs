namespace HmsSync.Hosting.Control;

/// <summary>The partners, each as its worst lane stands.</summary>
internal sealed class PartnerList(Engine engine, StatusReader status)
{
    public List<PartnerRow> Read()
    {
        var lanes = status.Lanes();
        return [.. engine.Plan.Partners.Select(partner =>
        {
            var own = lanes.Where(l => l.Partner == partner.Name.Name).ToList();
            var worst = own[0];
            return new PartnerRow(
                partner.Name.Name,
                partner.Adapter,
                worst.State,
                own.Sum(l => l.Lag),
                own.Sum(l => l.Waiting),
                own.Sum(l => l.Parked),
                worst.Why,
                worst.PausedBy,
                worst.Since,
                worst.LastError,
                worst.Help);
        })];
    }

    /// <summary>Partners that somebody should look at although the engine is well.</summary>
    public static List<Degraded> Degraded(IReadOnlyList<LaneStatus> lanes)
        => [.. lanes.Where(l => l.Help is not null && !IsOnlySilent(l)).Select(l => new Degraded(
            l.Partner,
            l.Code ?? (l.Parked > 0 ? "parked" : l.LastError ?? "failing"),
            l.Why ?? (l.Parked > 0 ? $"{l.Parked} deliveries are parked." : $"Deliveries fail: {l.LastError}."),
            l.Help!)).Concat(lanes.Where(l => l.Backlog is not null).Select(Backlogs.Told))
            .Concat(lanes.Where(l => l.SilentSince is not null).Select(Silence.Told))];

    /// <summary>It is told as silent, and nothing else is known of it.</summary>
    private static bool IsOnlySilent(LaneStatus lane)
        => lane is { SilentSince: not null, Code: null, Parked: 0, LastError: null };

    /// <summary>Partners that have not met a table and need somebody for it.</summary>
    public static IEnumerable<Degraded> Degraded(IEnumerable<MeetingStatus> meetings)
        => meetings.Where(m => m.Help is not null).Select(m => new Degraded(m.Partner, "first_meeting", m.Why ?? m.State, m.Help!));

    /// <summary>Partners whose changes cannot be read.</summary>
    public static IEnumerable<Degraded> Degraded(IEnumerable<PollStatus> polls)
        => polls.Where(p => p.LastError is not null || p.Why is not null).Select(p => new Degraded(
            p.Partner,
            p.LastError ?? "listing_doubted",
            p.LastError is null ? $"Table {p.Table}: {p.Why}" : $"Changes of {p.Table} cannot be read. {p.Why}".TrimEnd(),
            p.Help ?? "hms-sync status"));
}

internal sealed record PartnerRow(
    string Partner,
    string Adapter,
    string State,
    long Lag,
    int Waiting,
    long Parked,
    string? Why,
    string? PausedBy,
    string? Since,
    string? LastError,
    string? Help);

/// <param name="Partner">Its name.</param>
/// <param name="Code">Stable.</param>
/// <param name="Why">For an operator.</param>
/// <param name="Help">The command that helps.</param>
internal sealed record Degraded(string Partner, string Code, string Why, string Help);
