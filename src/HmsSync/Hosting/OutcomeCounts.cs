using HmsSync.Audit;
using HmsSync.Changes;
using HmsSync.Diagnostics;
using HmsSync.Hosting.Control;
using HmsSync.Stores.Sqlite.Tables;

namespace HmsSync.Hosting;

/// <summary>
/// Counts deliveries by outcome with the audit rows that say so, in the commit's wake: the metric and the audit agree
/// (invariant 10). Used by the store's writer alone.
/// </summary>
internal sealed class OutcomeCounts(SyncMeter meter, LanesTable lanes)
{
    private readonly Dictionary<(int Lane, Outcome Outcome), KeyValuePair<string, object?>[]> _labels = [];

    public void Add(IReadOnlyDictionary<(int Lane, Outcome Outcome), long> counts)
    {
        foreach (var (what, count) in counts)
        {
            if (!_labels.TryGetValue(what, out var labels))
            {
                _labels[what] = labels = Labels(lanes.Name(what.Lane) ?? "", what.Outcome);
            }

            meter.Events.Add(count, labels);
        }
    }

    private static KeyValuePair<string, object?>[] Labels(string lane, Outcome outcome)
    {
        var toHub = LaneNames.IsToHub(lane);
        return
        [
            new("participant", toHub ? Participant.Hub.Name : lane),
            new("direction", toHub ? "in" : "out"),
            new("outcome", Words.Of(outcome)),
        ];
    }
}
