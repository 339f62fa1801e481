using HmsSync.Changes;

namespace HmsSync.Resolve;

/// <summary>
/// When a value was made, as far as is known: not before <paramref name="From"/> and not after <paramref name="To"/>, in
/// microseconds since 1970-01-01 UTC. A change that was seen by polling was made between two polls.
/// </summary>
internal readonly record struct Stamp(long From, long To)
{
    public static Stamp At(EventTime time) => new(time.Micros, time.Micros);

    public static Stamp Between(EventTime from, EventTime to) => new(from.Micros, Math.Max(from.Micros, to.Micros));

    /// <summary>This one against the other; undecided where they overlap or are closer than <paramref name="maxSkew"/>.</summary>
    public Order Compare(Stamp other, TimeSpan maxSkew)
        => IsBefore(this, other, maxSkew) ? Order.Earlier
            : IsBefore(other, this, maxSkew) ? Order.Later
            : Order.Undecided;

    /// <summary>Nothing of it later than this: a clock that is ahead must not win for ever.</summary>
    public Stamp NotAfter(EventTime latest) => new(Math.Min(From, latest.Micros), Math.Min(To, latest.Micros));

    /// <summary>RFC 3339 UTC with microseconds.</summary>
    public override string ToString()
        => From == To ? $"at {new EventTime(To)}" : $"between {new EventTime(From)} and {new EventTime(To)}";

    private static bool IsBefore(Stamp first, Stamp second, TimeSpan maxSkew)
        => second.From > first.To && second.From - first.To >= maxSkew.Ticks / TimeSpan.TicksPerMicrosecond;
}

internal enum Order
{
    Earlier,
    Later,
    Undecided,
}
