using System.Collections.Concurrent;
using HmsSync.Changes;

namespace HmsSync.Lanes;

/// <summary>
/// What deliveries to partners found there and had journaled as the partner's change, until the hub has judged it. Mostly the link
/// moves on with that; where it does not, because the partner's change is none that comes into the hub, who waits for it is told here.
/// Bounded by what the lanes have in their windows and waiting rooms.
/// </summary>
internal sealed class Judgements
{
    private readonly ConcurrentDictionary<(int Lane, string Table, RecordKey Key), Judgement> _open = new();

    /// <summary>Before it is journaled, so that no judgement can be missed.</summary>
    /// <param name="lane">The lane to the partner.</param>
    /// <param name="table">The record's.</param>
    /// <param name="key">By which the report names the record.</param>
    public Judgement Open(int lane, string table, RecordKey key)
    {
        var judgement = new Judgement(this, (lane, table, key));
        _open[(lane, table, key)] = judgement;
        return judgement;
    }

    /// <summary>A change of the partner's is judged, and the turn of its link not over.</summary>
    public void Passed(int lane, string table, RecordKey key)
    {
        if (_open.TryGetValue((lane, table, key), out var judgement))
        {
            judgement.IsPassed = true;
        }
    }

    private void Close(Judgement judgement) => _open.TryRemove(new(judgement.Name, judgement));

    /// <summary>What became of one report.</summary>
    internal sealed class Judgement(Judgements all, (int Lane, string Table, RecordKey Key) name)
    {
        private volatile bool _isPassed;

        public (int Lane, string Table, RecordKey Key) Name => name;

        /// <summary>The hub has seen it, whether or not the link has moved on.</summary>
        public bool IsPassed
        {
            get => _isPassed;
            set => _isPassed = value;
        }

        /// <summary>Nobody waits for it any more.</summary>
        public void Close() => all.Close(this);
    }
}
