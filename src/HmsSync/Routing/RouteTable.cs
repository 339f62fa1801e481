using System.Collections.Frozen;
using HmsSync.Changes;
using HmsSync.Sdk;

namespace HmsSync.Routing;

/// <summary>
/// Event → who is owed it. Pure, compiled once from the configuration, asked by the journal's writer in the commit that
/// journals the event.
/// </summary>
internal sealed class RouteTable
{
    private readonly FrozenDictionary<string, Target[]> _targets;
    private readonly FrozenDictionary<(int Lane, string On), Target[]> _ofLane;
    private readonly FrozenDictionary<string, int> _hubLanes;

    /// <param name="targets">Per table or topic, what partners want of it, in configuration order.</param>
    /// <param name="hubLanes">Per partner that may change the hub, its lane to the hub.</param>
    public RouteTable(IEnumerable<Target> targets, IEnumerable<KeyValuePair<string, int>> hubLanes)
    {
        _targets = targets.GroupBy(t => t.On, StringComparer.Ordinal)
            .ToFrozenDictionary(g => g.Key, g => g.ToArray(), StringComparer.Ordinal);
        _ofLane = _targets.Values.SelectMany(t => t).GroupBy(t => (t.Lane, t.On))
            .ToFrozenDictionary(g => g.Key, g => g.ToArray());
        _hubLanes = hubLanes.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>
    /// What a lane is to be told of a record's state when it is not known what its partner holds: a record that no route
    /// takes any more is a delete where one says so.
    /// </summary>
    /// <param name="lane">Who is told.</param>
    /// <param name="e">The state.</param>
    /// <param name="memory">Of its record, where the feed has no old values: what the lane is told is remembered.</param>
    public ChangeOp Newest(int lane, NewEvent e, IMatchMemory? memory = null)
    {
        if (!_ofLane.TryGetValue((lane, e.Topic), out var targets))
        {
            return e.Op;
        }

        var takes = Takes(lane, e);
        if (!targets.Any(t => t.Where.IsAlways))
        {
            memory?.Put(lane, takes);
        }

        return takes || e.Op == ChangeOp.Delete || !targets.Any(t => t.LeavesDelete) ? e.Op : ChangeOp.Delete;
    }

    /// <summary>Whether the lane's routes take the record as it is shown.</summary>
    public bool Takes(int lane, NewEvent e)
        => e.Op != ChangeOp.Delete && _ofLane.TryGetValue((lane, e.Topic), out var targets)
            && targets.Any(t => t.Where.IsAlways || t.Where.Holds(e.Fields.Span));

    /// <summary>Adds one entry for each lane that is owed the event, with what that participant is to be told.</summary>
    /// <param name="e">What is journaled.</param>
    /// <param name="owings">Who is owed it.</param>
    /// <param name="memory">Of the event's record; asked only where the feed has no old values.</param>
    public void Decide(NewEvent e, List<Owing> owings, IMatchMemory? memory = null)
    {
        // A partner's record change is owed to the hub only; what the hub made of it comes back through the hub's feed.
        if (e.Op != ChangeOp.Event && !e.Source.IsHub)
        {
            if (_hubLanes.TryGetValue(e.Source.Name, out var lane))
            {
                owings.Add(new Owing(lane, e.Op));
            }

            return;
        }

        if (!_targets.TryGetValue(e.Topic, out var targets))
        {
            return;
        }

        if (e.HasNoPast && e.Op != ChangeOp.Event && memory is not null)
        {
            Remember(targets, e, owings, memory);
            return;
        }

        var lastLane = 0;
        foreach (var target in targets)
        {
            var own = e.Op == ChangeOp.Event && target.Partner == e.Source;
            if (target.Lane != lastLane && !own && target.Decide(e) is { } op)
            {
                owings.Add(new Owing(target.Lane, op));
                lastLane = target.Lane;
            }
        }
    }

    /// <summary>Routes of one lane stand side by side.</summary>
    private static void Remember(ReadOnlySpan<Target> targets, NewEvent e, List<Owing> owings, IMatchMemory memory)
    {
        while (!targets.IsEmpty)
        {
            var (lane, count, always) = (targets[0].Lane, 0, false);
            while (count < targets.Length && targets[count].Lane == lane)
            {
                always |= targets[count++].Where.IsAlways;
            }

            if (always)
            {
                owings.Add(new Owing(lane, e.Op));
            }
            else if (LaneMatch.Decide(targets[..count], e, memory) is { } op)
            {
                owings.Add(new Owing(lane, op));
            }

            targets = targets[count..];
        }
    }
}

/// <summary>A lane is owed the event.</summary>
internal readonly record struct Owing(int Lane, ChangeOp Op);
