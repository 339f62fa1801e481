using System.Collections.Frozen;

namespace HmsSync.Lanes.Meetings;

/// <summary>All first meetings of an engine, over or not; filled before lanes run.</summary>
internal sealed class MeetingBook
{
    private readonly List<Meeting> _all = [];
    private FrozenDictionary<(int Lane, string Table), Meeting>? _known;

    public IReadOnlyList<Meeting> All => _all;

    public void Add(Meeting meeting)
    {
        _all.Add(meeting);
        _known = null;
    }

    /// <summary>Null: the partner cannot list the table, so nobody can say that the two have met.</summary>
    /// <param name="lane">The lane to the partner.</param>
    /// <param name="table">Hub table.</param>
    public Meeting? Of(int lane, string table)
        => (_known ??= _all.ToFrozenDictionary(m => (m.Lane, m.Table))).GetValueOrDefault((lane, table));
}
