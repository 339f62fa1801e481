using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Hubs;
using HmsSync.Resolve;
using HmsSync.Resolve.Claims;

namespace HmsSync.Lanes.Claims;

/// <summary>
/// What the claims of a table make of a write, in the hub's transaction: nobody double-books. Who comes too late is written as
/// one that claims nothing, or keeps the place it had; who must make room changes in the same transaction.
/// </summary>
internal sealed class ClaimStage(ClaimsOfTable claims, ClaimKnowledge knowledge)
{
    /// <summary>Invariant 11: records that are looked at for one place.</summary>
    private const int MostRivals = 1_000;

    public ClaimKnowledge Knowledge => knowledge;

    /// <summary>A partner's change on its way into the hub.</summary>
    /// <param name="wanted">What it would write.</param>
    /// <param name="rows">The table in the transaction.</param>
    /// <param name="delivery">Which delivery it is, for counting losers once.</param>
    public ClaimedWrite Judge(ClaimCase wanted, IHubRows rows, DeliveryName delivery)
    {
        var (others, conflicts) = (new List<OtherWrite>(), new List<FieldConflict>());
        foreach (var claim in claims.Plans)
        {
            if (!claim.IsClaimedBy(wanted.After.Span) || (wanted.Current is { } now && claim.IsSame(now.Span, wanted.After.Span)))
            {
                continue;
            }

            var wanting = new Claimant(wanted.Key, wanted.After, wanted.Since, default, wanted.Source);
            if (Verdict(claim, wanting, rows) is not { } verdict)
            {
                return new ClaimedWrite(HubWrite.Nothing, []);
            }

            if (verdict.Kind != ClaimVerdictKind.Gets)
            {
                var lost = verdict.Kind == ClaimVerdictKind.Loses
                    ? ClaimLosing.Lose(claim, wanted, verdict.Winner!)
                    : ClaimLosing.Leave(claim, wanted, verdict.Winner!);
                return lost with { IsTooMany = lost.IsLost && !claims.Limits.TryTake(claims.Table, claim, delivery, 1) };
            }

            foreach (var loser in verdict.Losers)
            {
                var (other, rows2) = Leave(claim, new Leaving(loser, wanting, wanted.Source), rows);
                conflicts.AddRange(rows2.Select(row => row with { Of = loser.Key }));
                others.AddRange(other is null ? [] : [other]);
            }

            if (verdict.Losers.Count > 0 && !claims.Limits.TryTake(claims.Table, claim, delivery, verdict.Losers.Count))
            {
                return new ClaimedWrite(HubWrite.Nothing, []) { IsTooMany = true };
            }
        }

        return new ClaimedWrite(wanted.Write with { Others = others }, conflicts);
    }

    /// <summary>A change that the application made, after the feed has shown it.</summary>
    /// <param name="key">The record.</param>
    /// <param name="current">As it stands now.</param>
    /// <param name="change">The hub change that is checked.</param>
    /// <param name="rows">The table in the transaction.</param>
    /// <param name="delivery">Which delivery it is, for counting losers once.</param>
    public ClaimedWrite Check(RecordKey key, ReadOnlyMemory<byte> current, Seq change, IHubRows rows, DeliveryName delivery)
    {
        var nothing = new ClaimedWrite(HubWrite.Nothing, []);
        var row = new HubRow(key, current);
        foreach (var claim in claims.Plans.Where(c => c.IsClaimedBy(current.Span)))
        {
            // Of what came later the check comes too.
            if (knowledge.Of(claim, row) is not { } wanting || wanting.Seq != change)
            {
                continue;
            }

            if (Verdict(claim, wanting, rows) is not { } verdict)
            {
                return nothing;
            }

            Leaving[] leaving = verdict.Kind switch
            {
                ClaimVerdictKind.Loses => [new Leaving(wanting, verdict.Winner!, verdict.Winner!.Source)],
                ClaimVerdictKind.Gets => [.. verdict.Losers.Select(loser => new Leaving(loser, wanting, wanting.Source))],
                _ => [],
            };
            if (verdict.Kind == ClaimVerdictKind.Open)
            {
                return nothing with { Conflicts = ClaimLosing.Open(claim, wanting, verdict.Winner!) };
            }

            if (leaving.Length > 0)
            {
                var left = leaving.Select(who => (who.Who.Key, Left: Leave(claim, who, rows))).ToList();
                return new ClaimedWrite(
                    HubWrite.Nothing with { Others = [.. left.Select(l => l.Left.Write).OfType<OtherWrite>()] },
                    [.. left.SelectMany(l => l.Left.Rows.Select(r => r with { Of = l.Key }))])
                {
                    IsTooMany = !claims.Limits.TryTake(claims.Table, claim, delivery, leaving.Length),
                };
            }
        }

        return nothing;
    }

    /// <summary>Null: something about others is not known yet.</summary>
    private ClaimVerdict? Verdict(ClaimPlan claim, Claimant wanting, IHubRows rows)
    {
        var rivals = new List<Claimant>();
        foreach (var row in rows.Wanting(Search(claim, wanting.Key, wanting.Fields), MostRivals))
        {
            if (claim.IsClaimedBy(row.Fields.Span) && knowledge.Of(claim, row) is { } rival)
            {
                rivals.Add(rival);
            }
        }

        return knowledge.IsMissing ? null : new ClaimJudge(claim, claims.Clock).Judge(wanting, rivals);
    }

    /// <summary>A move goes back to where it was; what is new gives up; if neither can be, a person decides.</summary>
    private (OtherWrite? Write, IReadOnlyList<FieldConflict> Rows) Leave(ClaimPlan claim, Leaving leaving, IHubRows rows)
    {
        var who = leaving.Who;
        if (!who.Was.IsEmpty)
        {
            var back = ClaimCase.Over(who.Fields, who.Was);
            return IsFree(claim, who with { Fields = back }, leaving.Winner, rows)
                ? ClaimLosing.Change(claim, leaving, who.Was)
                : (null, ClaimLosing.Open(claim, who, leaving.Winner));
        }

        return claim.Unless.Count > 0
            ? ClaimLosing.Change(claim, leaving, ClaimLosing.GivingUp(claim, leaving.Winner))
            : (new OtherWrite(who.Key, HubWriteKind.Delete, default), [ClaimLosing.Gone(claim, leaving)]);
    }

    private bool IsFree(ClaimPlan claim, Claimant back, Claimant winner, IHubRows rows)
    {
        var there = rows.Wanting(Search(claim, back.Key, back.Fields), MostRivals)
            .Where(row => row.Key != winner.Key && claim.IsClaimedBy(row.Fields.Span))
            .Select(row => new Claimant(row.Key, row.Fields, default, default, Participant.Hub))
            .Concat(SpanOrder.IsSamePlace(claim, back.Fields.Span, winner.Fields.Span) ? [winner] : []);
        return new ClaimJudge(claim, claims.Clock).IsFree(back, [.. there]);
    }

    private static ClaimSearch Search(ClaimPlan claim, RecordKey except, ReadOnlyMemory<byte> record)
    {
        ReadOnlyMemory<byte> Value(string column) => JsonFields.Find(record.Span, column).ToArray();
        return new ClaimSearch(
            claim.Name,
            except,
            [.. claim.Same.Select(column => new ColumnValue(column, Value(column)))],
            claim.Overlap is { } span ? new SpanSearch(span.Start, span.End, Value(span.Start), Value(span.End)) : null,
            [.. claim.Unless.Select(unless => new ColumnValue(unless.Field, unless.Json))]);
    }
}
