using HmsSync.Seams;

namespace HmsSync.Tests.Simulation.TwoWay;

/// <summary>Who a calendar is, and what it does badly; drawn from the seed.</summary>
/// <param name="Name">The partner's name.</param>
/// <param name="Etags">It says versions and takes conditional writes.</param>
/// <param name="Shouts">It writes notes in capitals, whatever it is sent.</param>
/// <param name="Stamps">It says when a record was changed, by a clock of its own …</param>
/// <param name="ClockOffset">… which is so much ahead of ours.</param>
/// <param name="SilentAnswers">Its answers to writes have no body.</param>
/// <param name="OwnKeys">It makes the keys of its records itself.</param>
/// <param name="Puts">It is updated with whole records.</param>
/// <param name="Forgets">A request that comes twice is done twice, whatever its idempotency key.</param>
/// <param name="ListsOnly">It cannot say what changed.</param>
/// <param name="LosesPlace">It forgets from where its changes are read.</param>
/// <param name="Deltas">Of what changed it shows only the fields that did, and what is empty it says to be.</param>
/// <param name="Unlisted">It cannot say all that it has, only what changed.</param>
internal sealed record CalendarFlaws(
    string Name,
    bool Etags,
    bool Shouts,
    bool Stamps,
    TimeSpan ClockOffset,
    bool SilentAnswers,
    bool OwnKeys,
    bool Puts,
    bool Forgets,
    bool ListsOnly = false,
    bool LosesPlace = false,
    bool Deltas = false,
    bool Unlisted = false)
{
    /// <summary>A clock that is right: what it says of time can be held against what happened.</summary>
    public bool TellsTheTime => Stamps && ClockOffset == TimeSpan.Zero;

    public static CalendarFlaws Draw(string name, RandomSource random)
    {
        var flaws = Any(name, random);
        return flaws with { Unlisted = !flaws.ListsOnly && !flaws.LosesPlace && random.OneIn(3) };
    }

    private static CalendarFlaws Any(string name, RandomSource random) => new(
        name,
        Etags: !random.OneIn(4),
        Shouts: random.OneIn(4),
        Stamps: random.OneIn(2),
        ClockOffset: random.OneIn(2) ? TimeSpan.Zero : TimeSpan.FromSeconds(random.Next(600) - 300),
        SilentAnswers: random.OneIn(2),
        OwnKeys: random.OneIn(3),
        Puts: random.OneIn(4),
        Forgets: random.OneIn(2),
        ListsOnly: random.OneIn(5),
        LosesPlace: random.OneIn(4),
        Deltas: random.OneIn(4));
}
