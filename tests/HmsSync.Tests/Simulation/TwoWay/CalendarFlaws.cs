using HmsSync.Seams;

namespace HmsSync.Tests.Simulation.TwoWay;

/// <summary>What a calendar does badly; drawn from the seed.</summary>
/// <param name="Etags">It says versions and takes conditional writes.</param>
/// <param name="Shouts">It writes notes in capitals, whatever it is sent.</param>
/// <param name="Stamps">It says when a record was changed, by a clock of its own …</param>
/// <param name="ClockOffset">… which is so much ahead of ours.</param>
/// <param name="SilentAnswers">Its answers to writes have no body.</param>
internal sealed record CalendarFlaws(bool Etags, bool Shouts, bool Stamps, TimeSpan ClockOffset, bool SilentAnswers)
{
    public static CalendarFlaws Draw(RandomSource random) => new(
        Etags: !random.OneIn(4),
        Shouts: random.OneIn(4),
        Stamps: random.OneIn(2),
        ClockOffset: random.OneIn(2) ? TimeSpan.Zero : TimeSpan.FromSeconds(random.Next(600) - 300),
        SilentAnswers: random.OneIn(2));
}
