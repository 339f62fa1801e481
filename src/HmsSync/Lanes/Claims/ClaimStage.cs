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

            // Who has lost one place makes nobody leave another.
            var hasLost = judged.Conflicts.Count > 0;
            var (claim, verdict) = verdicts.Find(v => v.Verdict.Kind != ClaimVerdictKind.Gets || (hasLost && v.Verdict.Losers.Count > 0));
            if (verdict is null)
            {
                return Gets(judged, left, verdicts, rows, delivery);
            }

            var winner = verdict.Winner ?? verdict.Losers[0];
            var lost = verdict.Kind == ClaimVerdictKind.Open
                ? ClaimLosing.Leave(claim, left, winner)
                : ClaimLosing.Lose(claim, left, winner);
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
        var judged = new List<(ClaimPlan Claim, Claimant Wanting, ClaimVerdict Verdict)>();
        foreach (var claim in claims.Plans.Where(c => c.IsClaimedBy(current.Span)))
        {
            // Of what came later the check comes too.
            if (knowledge.Of(claim, row) is { } wanting && wanting.Seq == change)
            {
                if (Verdict(claim, wanting, rows) is not { } verdict)
                {
                    return nothing;
                }

                judged.Add((claim, wanting, verdict));
            }
        }

        // Who has lost one place makes nobody leave another.
        var hasLost = judged.Exists(j => j.Verdict.Kind == ClaimVerdictKind.Loses);
        var open = judged.Where(j => j.Verdict.Kind == ClaimVerdictKind.Open)
            .SelectMany(j => ClaimLosing.Open(j.Claim, j.Wanting, j.Verdict.Winner!));
        var leaving = judged.SelectMany(j => Leaving(j.Claim, j.Wanting, j.Verdict, hasLost));
        return knowledge.IsMissing ? nothing : Left(nothing with { Conflicts = [.. open] }, [.. leaving], rows, delivery);
    }

    /// <summary>Who must go because of one claim: those that are there, or the one that came.</summary>
    private static IEnumerable<(ClaimPlan Claim, Leaving Who)> Leaving(
        ClaimPlan claim, Claimant wanting, ClaimVerdict verdict, bool hasLost)
        => verdict.Kind == ClaimVerdictKind.Open ? []
            : (verdict.Winner ?? (hasLost && verdict.Losers.Count > 0 ? verdict.Losers[0] : null)) is { } winner
                ? [(claim, new Leaving(wanting, winner, winner.Source))]
                : verdict.Losers.Select(loser => (claim, new Leaving(loser, wanting, wanting.Source)));

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
