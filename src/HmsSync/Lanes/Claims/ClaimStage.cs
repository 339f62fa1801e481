using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Hubs;
using HmsSync.Resolve.Claims;

namespace HmsSync.Lanes.Claims;

/// <summary>
/// What the claims of a table make of a write, in the hub's transaction: nobody double-books. Who comes too late is written as
/// one that claims nothing, or keeps the place it had; who must make room changes in the same transaction.
/// </summary>
internal sealed class ClaimStage(ClaimsOfTable claims, ClaimKnowledge knowledge)
{
    public ClaimKnowledge Knowledge => knowledge;

    /// <summary>A partner's change on its way into the hub.</summary>
    /// <param name="wanted">What it would write.</param>
    /// <param name="rows">The table in the transaction.</param>
    /// <param name="delivery">Which delivery it is, for counting losers once.</param>
    public ClaimedWrite Judge(ClaimCase wanted, IHubRows rows, DeliveryName delivery)
    {
        var judged = new ClaimedWrite(wanted.Write, []);

        // What has lost one place wants less than before: the others judge what is left of it. Each claim takes it once at most.
        for (var pass = 0; pass <= claims.Plans.Count; pass++)
        {
            if (judged.Write.Kind == HubWriteKind.Nothing)
            {
                return judged;
            }

            var left = new ClaimCase(wanted.Key, wanted.Current, judged.Write, wanted.Source, wanted.Since);
            if (Verdicts(left, rows) is not { } verdicts)
            {
                return new ClaimedWrite(HubWrite.Nothing, []);
            }

            var (claim, verdict) = verdicts.Find(v => v.Verdict.Kind != ClaimVerdictKind.Gets);
            if (verdict is null)
            {
                return Gets(judged, left, verdicts, rows, delivery);
            }

            var lost = verdict.Kind == ClaimVerdictKind.Loses
                ? ClaimLosing.Lose(claim, left, verdict.Winner!)
                : ClaimLosing.Leave(claim, left, verdict.Winner!);
            judged = lost with
            {
                Conflicts = [.. judged.Conflicts, .. lost.Conflicts],
                Held = [.. judged.Held.Union(lost.Held, StringComparer.Ordinal)],
                IsLost = judged.IsLost || lost.IsLost,
                IsTooMany = judged.IsTooMany || (lost.IsLost && !claims.Limits.TryTake(claims.Table, claim, delivery, 1)),
            };
        }

        return judged with { Write = HubWrite.Nothing };
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
        var leaving = new List<(ClaimPlan Claim, Leaving Who)>();
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

            if (verdict.Kind == ClaimVerdictKind.Open)
            {
                return nothing with { Conflicts = ClaimLosing.Open(claim, wanting, verdict.Winner!) };
            }

            if (verdict.Kind == ClaimVerdictKind.Loses)
            {
                // Who has lost one place makes nobody leave another.
                leaving = [(claim, new Leaving(wanting, verdict.Winner!, verdict.Winner!.Source))];
                break;
            }

            leaving.AddRange(verdict.Losers.Select(loser => (claim, new Leaving(loser, wanting, wanting.Source))));
        }

        return knowledge.IsMissing ? nothing : Left(nothing, leaving, rows, delivery);
    }

    /// <summary>It has all places it wants; who is there leaves.</summary>
    private ClaimedWrite Gets(
        ClaimedWrite judged, ClaimCase wanted, List<(ClaimPlan Claim, ClaimVerdict Verdict)> verdicts, IHubRows rows, DeliveryName delivery)
    {
        var wanting = Wanting(wanted);
        var leaving = verdicts.SelectMany(v => v.Verdict.Losers.Select(loser => (v.Claim, new Leaving(loser, wanting, wanted.Source))));
        return Left(judged, [.. leaving], rows, delivery);
    }

    private ClaimedWrite Left(
        ClaimedWrite judged, List<(ClaimPlan Claim, Leaving Who)> leaving, IHubRows rows, DeliveryName delivery)
    {
        var leavers = new ClaimLeavers(claims, rows);
        leaving.ForEach(l => leavers.Leave(l.Claim, l.Who));
        var isTooMany = leaving.GroupBy(l => l.Claim)
            .Any(claim => !claims.Limits.TryTake(claims.Table, claim.Key, delivery, claim.Count()));
        return judged with
        {
            Write = judged.Write with { Others = leavers.Writes },
            Conflicts = [.. judged.Conflicts, .. leavers.Conflicts],
            IsTooMany = judged.IsTooMany || isTooMany,
        };
    }

    private static Claimant Wanting(ClaimCase wanted) => new(wanted.Key, wanted.After, wanted.Since, default, wanted.Source);

    /// <summary>Of each claim whose place it would take; null: something about others is not known yet.</summary>
    private List<(ClaimPlan Claim, ClaimVerdict Verdict)>? Verdicts(ClaimCase wanted, IHubRows rows)
    {
        var verdicts = new List<(ClaimPlan, ClaimVerdict)>();
        foreach (var claim in claims.Plans)
        {
            if (!claim.IsClaimedBy(wanted.After.Span) || (wanted.Current is { } now && claim.IsSame(now.Span, wanted.After.Span)))
            {
                continue;
            }

            if (Verdict(claim, Wanting(wanted), rows) is not { } verdict)
            {
                return null;
            }

            verdicts.Add((claim, verdict));
        }

        return verdicts;
    }

    /// <summary>Null: something about others is not known yet.</summary>
    private ClaimVerdict? Verdict(ClaimPlan claim, Claimant wanting, IHubRows rows)
    {
        var rivals = new List<Claimant>();
        foreach (var row in rows.Wanting(ClaimLeavers.Search(claim, wanting.Key, wanting.Fields), ClaimLeavers.MostRivals))
        {
            if (claim.IsClaimedBy(row.Fields.Span) && knowledge.Of(claim, row) is { } rival)
            {
                rivals.Add(rival);
            }
        }

        return knowledge.IsMissing ? null : new ClaimJudge(claim, claims.Clock).Judge(wanting, rivals);
    }
}
