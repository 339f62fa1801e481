using HmsSync.Audit;
using HmsSync.Changes;
using HmsSync.Diagnostics;

namespace HmsSync.Lanes;

/// <summary>Counts what one lane does, under labels made once: no allocation for a delivery.</summary>
internal sealed class LaneMetrics(LanePlan plan, SyncMeter meter)
{
    /// <summary>Stands for every name that the configuration does not hold.</summary>
    private const string Other = "other";

    private readonly KeyValuePair<string, object?> _participant = new("participant", plan.Participant.Name);

    private long _lastDelivered;

    /// <summary>When the participant last acknowledged a delivery; 0: not since the start.</summary>
    public EventTime LastDelivered => new(Interlocked.Read(ref _lastDelivered));

    /// <summary>A delivery is tried again.</summary>
    public void Again() => meter.Retries.Add(1, _participant);

    /// <summary>These are committed. Outcomes are not counted here but with their audit rows.</summary>
    public void Committed(List<Settlement> settlements, EventTime now)
    {
        if (settlements.Exists(settlement => settlement.Outcome == Outcome.Delivered))
        {
            Interlocked.Exchange(ref _lastDelivered, now.Micros);
        }

        foreach (var settlement in settlements)
        {
            if (settlement.Took is { } took)
            {
                meter.Delivery.Record(Math.Max(0, took.TotalSeconds), _participant);
            }

            if (settlement is { Outcome: Outcome.Agreed, MadeByUs: true } && !plan.Participant.IsHub)
            {
                meter.EchoesSuppressed.Add(1, _participant);
            }

            if (settlement.Conflicts.Count > 0)
            {
                Count(settlement);
            }
        }
    }

    private void Count(Settlement settlement)
    {
        foreach (var conflict in settlement.Conflicts)
        {
            meter.Conflicts.Add(
                1,
                new("table", settlement.Topic),
                new("field", plan.NamedFields.Contains(conflict.Field) ? conflict.Field : Other),
                new("rule", conflict.Rule),
                new("winner", conflict.Winner?.Name ?? "open"));
        }
    }
}
