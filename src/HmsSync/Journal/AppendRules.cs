using System.Collections.Frozen;
using HmsSync.Configuration;
using HmsSync.Routing;

namespace HmsSync.Journal;

/// <summary>What the writer must know to append: routes, which tables raise events, which tables have cards.</summary>
/// <param name="Routes">Who is owed what.</param>
/// <param name="Raises">Table → topic of the business event that an insert or update raises.</param>
/// <param name="Cards">Tables that a partner may change too: stamps of the hub's values are kept.</param>
/// <param name="Links">Lane to the hub → the lane to the partner whose links it writes.</param>
internal sealed record AppendRules(
    RouteTable Routes,
    FrozenDictionary<string, string> Raises,
    FrozenSet<string> Cards,
    FrozenDictionary<int, int> Links)
{
    /// <summary>Tables with claims: who claims what since when is kept.</summary>
    public FrozenDictionary<string, IReadOnlyList<ClaimPlan>> Claims { get; init; }
        = FrozenDictionary<string, IReadOnlyList<ClaimPlan>>.Empty;

    /// <summary>
    /// Whether a snapshot of a hub table is not owed to a lane: what only the hub has is left when the two first meet.
    /// </summary>
    public Func<int, string, bool> Leaves { get; init; } = (_, _) => false;

    /// <summary>The lane that is owed their changes for checking; 0: there is none.</summary>
    public int ChecksLane { get; init; }
}
