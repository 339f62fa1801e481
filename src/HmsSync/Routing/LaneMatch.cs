using HmsSync.Changes;
using HmsSync.Sdk;

namespace HmsSync.Routing;

/// <summary>
/// What a lane is told of a change whose feed has no old values: its routes are one condition, and what it took is remembered.
/// </summary>
internal static class LaneMatch
{
    /// <summary>Null: nothing.</summary>
    /// <param name="targets">The lane's routes of the table, all with a condition.</param>
    /// <param name="e">A change of the hub.</param>
    /// <param name="memory">Of its record.</param>
    public static ChangeOp? Decide(ReadOnlySpan<Target> targets, NewEvent e, IMatchMemory memory)
    {
        var (now, leaves) = (false, false);
        foreach (var target in targets)
        {
            now |= e.Op != ChangeOp.Delete && target.Where.Holds(e.Fields.Span);
            leaves |= target.LeavesDelete;
        }

        var before = memory.Matched(targets[0].Lane);
        if (now != before)
        {
            memory.Put(targets[0].Lane, now);
        }

        return (before, now) switch
        {
            (true, true) => ChangeOp.Update,
            (false, true) => ChangeOp.Insert,
            (true, false) when e.Op == ChangeOp.Delete || leaves => ChangeOp.Delete,
            (true, false) or (false, false) => null,
        };
    }
}
