using HmsSync.Changes;

namespace HmsSync.Lanes.Meetings;

/// <summary>
/// Which records of the hub and of a partner, linked to nothing yet, match by fields. Filled by one, from the hub's side first,
/// then read by many.
/// </summary>
internal sealed class MatchIndex
{
    /// <summary>Invariant 11: hub records that are matched by fields; about 150 bytes each.</summary>
    public const int Most = 1_000_000;

    private readonly Dictionary<UInt128, Seen> _seen = [];
    private int _count;

    /// <summary>False: there are too many.</summary>
    public bool AddHub(UInt128 match, RecordKey key)
    {
        if (++_count > Most)
        {
            return false;
        }

        var seen = _seen.GetValueOrDefault(match);
        _seen[match] = new Seen(key, seen.Hub + 1, 0);
        return true;
    }

    /// <summary>Of what no hub record matches nothing is kept.</summary>
    public void AddPartner(UInt128 match)
    {
        if (_seen.TryGetValue(match, out var seen))
        {
            _seen[match] = seen with { Partner = seen.Partner + 1 };
        }
    }

    /// <summary>What a record of either side matches.</summary>
    public Matched Of(UInt128 match) => _seen.TryGetValue(match, out var seen) && seen.Partner > 0
        ? new Matched(seen is { Hub: 1, Partner: 1 } ? seen.Key : RecordKey.None, seen.Hub, seen.Partner)
        : Matched.Nothing;

    private readonly record struct Seen(RecordKey Key, int Hub, int Partner);
}

/// <param name="Key">The one hub record; none when there are several, or none.</param>
/// <param name="Hub">Records of the hub.</param>
/// <param name="Partner">Records of the partner.</param>
internal readonly record struct Matched(RecordKey Key, int Hub, int Partner)
{
    public static readonly Matched Nothing = new(RecordKey.None, 0, 0);

    /// <summary>Both sides have such records, and nobody can tell which is which.</summary>
    public bool IsUnclear => Hub > 0 && Partner > 0 && (Hub > 1 || Partner > 1);
}
