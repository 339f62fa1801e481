using HmsSync.Changes;
using HmsSync.Configuration;

namespace HmsSync.Resolve.Claims;

/// <summary>
/// Who keeps a place that more want than can have it. Pure. Who was there first is told by the hub's own order where both came
/// from one side, else by stamps; where neither tells, who is in the hub stays.
/// </summary>
/// <param name="plan">The claim.</param>
/// <param name="clock">When stamps decide, and what does otherwise.</param>
internal sealed class ClaimJudge(ClaimPlan plan, ClockPlan clock)
{
    /// <param name="wanting">The record that has come.</param>
    /// <param name="others">Those whose place overlaps with its own, without itself.</param>
    public ClaimVerdict Judge(Claimant wanting, IReadOnlyList<Claimant> others)
    {
        var left = others.ToList();
        var losers = new List<Claimant>();
        while (Crowd(wanting, left) is { Count: > 0 } crowd)
        {
            // Of those in its way the one that came last goes first; who came before it stays.
            var verdicts = crowd.ConvertAll(other => (Other: other, Order: Order(wanting, other)));
            var goes = verdicts.FindAll(v => v.Order == Precedence.Before).ConvertAll(v => v.Other);
            if (goes.Count > 0)
            {
                var last = goes.Aggregate((a, b) => Order(a, b) == Precedence.Before ? b : a);
                left.Remove(last);
                losers.Add(last);
            }
            else
            {
                var open = verdicts.Exists(v => v.Order == Precedence.Open);
                return new ClaimVerdict(open ? ClaimVerdictKind.Open : ClaimVerdictKind.Loses, crowd[0], []);
            }
        }

        return losers.Count == 0 ? ClaimVerdict.Free : new ClaimVerdict(ClaimVerdictKind.Gets, null, losers);
    }

    /// <summary>Whether a place is free for one more.</summary>
    public bool IsFree(Claimant wanting, IReadOnlyList<Claimant> others) => Crowd(wanting, [.. others]).Count == 0;

    /// <summary>Those that stand where too many would stand with it; none: there is room.</summary>
    private List<Claimant> Crowd(Claimant wanting, List<Claimant> others)
    {
        var capacity = Capacity(wanting);
        if (others.Count < capacity)
        {
            return [];
        }

        if (plan.Overlap is not { } span)
        {
            return others;
        }

        // It is fullest where some span begins: there, or where its own does.
        var start = JsonFields.Find(wanting.Fields.Span, span.Start).ToArray();
        var points = others.Select(other => JsonFields.Find(other.Fields.Span, span.Start).ToArray())
            .Where(point => SpanOrder.Compare(point, start) > 0).Append(start);
        foreach (var point in points)
        {
            var there = others.FindAll(other => SpanOrder.Holds(
                JsonFields.Find(other.Fields.Span, span.Start), JsonFields.Find(other.Fields.Span, span.End), point));
            if (there.Count >= capacity)
            {
                return there;
            }
        }

        return [];
    }

    private int Capacity(Claimant wanting)
        => plan.CapacityField is not { } field ? plan.Capacity
            : int.TryParse(JsonFields.Find(wanting.Fields.Span, field), CultureInfo.InvariantCulture, out var said) && said >= 0 ? said
            : plan.Capacity;

    private Precedence Order(Claimant left, Claimant right)
    {
        if (left.IsOld || right.IsOld)
        {
            return left.IsOld ? Precedence.Before : Precedence.After;
        }

        if (plan.Winner == WinnerRule.Manual)
        {
            return Precedence.Open;
        }

        var order = ByTime(left, right);
        if (order is Precedence.Open)
        {
            return order;
        }

        var isFirst = order == Precedence.Before;
        return isFirst == (plan.Winner != WinnerRule.LatestChange) ? Precedence.Before : Precedence.After;
    }

    /// <summary>Who came first.</summary>
    private Precedence ByTime(Claimant left, Claimant right)
    {
        if (left.Source == right.Source && left.Seq.Value > 0 && right.Seq.Value > 0)
        {
            return left.Seq < right.Seq ? Precedence.Before : Precedence.After;
        }

        return left.Since.Compare(right.Since, clock.MaxSkew) switch
        {
            Resolve.Order.Earlier => Precedence.Before,
            Resolve.Order.Later => Precedence.After,
            _ when clock.Inside == InsideRule.Manual => Precedence.Open,
            _ => Inside(left, right),
        };
    }

    /// <summary>Too close to tell: who is in the hub stands, and there who came to it first; whatever wins.</summary>
    private Precedence Inside(Claimant left, Claimant right)
    {
        var stays = left.Seq.Value > 0 && (right.Seq.Value == 0 || left.Seq < right.Seq);
        return stays == (plan.Winner != WinnerRule.LatestChange) ? Precedence.Before : Precedence.After;
    }

    private enum Precedence
    {
        Before,
        After,
        Open,
    }
}
