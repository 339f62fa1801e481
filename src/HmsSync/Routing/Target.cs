using System.Buffers;
using HmsSync.Changes;
using HmsSync.Sdk;

namespace HmsSync.Routing;

/// <summary>One route of one partner, with its lane.</summary>
/// <param name="On">Hub table or topic.</param>
/// <param name="Partner">Whose route it is.</param>
/// <param name="Lane">The partner's lane.</param>
/// <param name="Where">Judged on hub names and values.</param>
/// <param name="LeavesDelete">A record that stops matching is a delete for the partner; otherwise nothing.</param>
internal sealed record Target(string On, Participant Partner, int Lane, Condition Where, bool LeavesDelete)
{
    /// <summary>What the partner is to be told; null: nothing. A function of the event and of who matched before.</summary>
    public ChangeOp? Decide(NewEvent e)
    {
        if (Where.IsAlways || e.Op == ChangeOp.Event)
        {
            var words = e.InHubWords.IsEmpty ? e.Fields : e.InHubWords;
            return Where.IsAlways || Where.Holds(words.Span) ? e.Op : null;
        }

        var now = e.Op != ChangeOp.Delete && Where.Holds(e.Fields.Span);
        var before = e.Op != ChangeOp.Insert && MatchedBefore(e);
        return (before, now) switch
        {
            (true, true) => ChangeOp.Update,
            (false, true) => ChangeOp.Insert,
            (true, false) when e.Op == ChangeOp.Delete || LeavesDelete => ChangeOp.Delete,
            (true, false) or (false, false) => null,
        };
    }

    /// <summary>
    /// A delete carries the old image, but where only the key of what is gone is known: then it may have matched. An update carries
    /// the old values of what it changed.
    /// </summary>
    private bool MatchedBefore(NewEvent e)
    {
        if (e.Op == ChangeOp.Delete)
        {
            return e.Snapshot || Where.Holds(e.Fields.Span);
        }

        if (e.Was.IsEmpty)
        {
            return Where.Holds(e.Fields.Span);
        }

        var old = new ArrayBufferWriter<byte>(e.Fields.Length + e.Was.Length);
        JsonOverlay.Write(e.Fields.Span, e.Was.Span, old);
        return Where.Holds(old.WrittenSpan);
    }
}
