using System.Net;
using HmsSync.Changes;
using HmsSync.Server.Answers;

namespace HmsSync.Server.Webhooks;

/// <summary>The newest doorbells that were refused, and why: names, codes and addresses; nothing of what was sent.</summary>
internal sealed class Refusals(TimeProvider clock)
{
    /// <summary>Invariant 11: of older ones only the metric tells.</summary>
    public const int Most = 1_000;

    private readonly Lock _gate = new();
    private readonly Refusal[] _ring = new Refusal[Most];
    private long _count;

    /// <param name="bell">Null: a path that leads to nobody is a stranger's text, and is not kept.</param>
    /// <param name="problem">Why.</param>
    /// <param name="address">Who; behind a proxy the proxy.</param>
    public void Add(RingingBell? bell, Problem problem, IPAddress? address)
    {
        var refusal = new Refusal(
            EventTime.From(clock.GetUtcNow()).ToString(), bell?.Bell.Partner.Name.Name, bell?.Bell.Receive.Event, problem.Status,
            problem.Code, problem.Field, address?.ToString());
        lock (_gate)
        {
            _ring[_count++ % Most] = refusal;
        }
    }

    /// <summary>Newest first.</summary>
    /// <param name="partner">Null: all, also those that nobody's path got.</param>
    /// <param name="limit">At most.</param>
    public IReadOnlyList<Refusal> Newest(string? partner, int limit)
    {
        lock (_gate)
        {
            var kept = (int)Math.Min(_count, Most);
            return [.. Enumerable.Range(1, kept).Select(back => _ring[(_count - back) % Most])
                .Where(r => partner is null || r.Partner == partner).Take(limit)];
        }
    }
}

/// <param name="At">RFC 3339.</param>
/// <param name="Partner">Null: the path leads to nobody.</param>
/// <param name="Event">The doorbell.</param>
/// <param name="Status">What it was answered.</param>
/// <param name="Code">Why.</param>
/// <param name="Field">The field to blame; null: none.</param>
/// <param name="Address">Who.</param>
internal sealed record Refusal(string At, string? Partner, string? Event, int Status, string Code, string? Field, string? Address);
