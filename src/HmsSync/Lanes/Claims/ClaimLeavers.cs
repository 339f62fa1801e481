using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Hubs;
using HmsSync.Resolve;
using HmsSync.Resolve.Claims;

namespace HmsSync.Lanes.Claims;

/// <summary>
/// Those that must leave their places by one decision. A move goes back to where it was, if there is room for one more when those
/// have gone that went before it; what is new gives up; what can do neither is for a person to decide.
/// </summary>
internal sealed class ClaimLeavers(ClaimsOfTable claims, IHubRows rows)
{
    /// <summary>Invariant 11: records that are looked at for one place.</summary>
    public const int MostRivals = 1_000;

    private readonly Dictionary<RecordKey, Claimant?> _gone = [];
    private readonly List<OtherWrite> _writes = [];
    private readonly List<FieldConflict> _conflicts = [];

    /// <summary>What becomes of them.</summary>
    public IReadOnlyList<OtherWrite> Writes => _writes;

    /// <summary>Invariant 6: each stands in a row, whatever becomes of it.</summary>
    public IReadOnlyList<FieldConflict> Conflicts => _conflicts;

    public void Leave(ClaimPlan claim, Leaving leaving)
    {
        var winner = leaving.Winner;
        if (_gone.TryGetValue(leaving.Who.Key, out var gone))
        {
            if (gone is null || !IsInTheWay(claim, gone, winner))
            {
                return; // it has lost another place too, and where it went for that is far enough
            }

            leaving = leaving with { Who = leaving.Who with { Fields = gone.Fields } };
        }

        var who = leaving.Who;
        if (who.Was.IsEmpty)
        {
            GiveUp(claim, leaving);
            return;
        }

        var back = who with { Fields = ClaimCase.Over(who.Fields, who.Was) };
        if (claims.Plans.Where(c => c == claim || !c.IsSame(who.Fields.Span, back.Fields.Span)).All(c => IsFree(c, back, winner)))
        {
            var (write, lost) = ClaimLosing.Change(claim, leaving, who.Was);
            Go(write, lost, back);
        }
        else
        {
            _conflicts.AddRange(ClaimLosing.Open(claim, who, winner));
        }
    }

    /// <summary>Which records want the same place as this one.</summary>
    public static ClaimSearch Search(ClaimPlan claim, RecordKey except, ReadOnlyMemory<byte> record)
    {
        ReadOnlyMemory<byte> Value(string column) => JsonFields.Find(record.Span, column).ToArray();
        return new ClaimSearch(
            claim.Name,
            except,
            [.. claim.Same.Select(column => new ColumnValue(column, Value(column)))],
            claim.Overlap is { } span ? new SpanSearch(span.Start, span.End, Value(span.Start), Value(span.End)) : null,
            [.. claim.Unless.Select(unless => new ColumnValue(unless.Field, unless.Json))]);
    }

    private void GiveUp(ClaimPlan claim, Leaving leaving)
    {
        var who = leaving.Who;
        if (claim.Unless.Count == 0)
        {
            Go(new OtherWrite(who.Key, HubWriteKind.Delete, default), [ClaimLosing.Gone(claim, leaving)], null);
            return;
        }

        var instead = ClaimLosing.GivingUp(claim, leaving.Winner);
        var (write, lost) = ClaimLosing.Change(claim, leaving, instead);
        Go(write, lost, who with { Fields = ClaimCase.Over(who.Fields, instead) });
    }

    private void Go(OtherWrite write, IReadOnlyList<FieldConflict> lost, Claimant? after)
    {
        var before = _writes.FindIndex(known => known.Key == write.Key);
        if (before < 0)
        {
            _writes.Add(write);
        }
        else
        {
            // Each record is written once.
            _writes[before] = write with { Fields = ClaimCase.Over(_writes[before].Fields, write.Fields) };
        }

        _conflicts.AddRange(lost.Select(row => row with { Of = write.Key }));
        _gone[write.Key] = after;
    }

    private bool IsFree(ClaimPlan claim, Claimant back, Claimant winner)
    {
        if (!claim.IsClaimedBy(back.Fields.Span))
        {
            return true;
        }

        var stay = rows.Wanting(Search(claim, back.Key, back.Fields), MostRivals)
            .Where(row => row.Key != winner.Key && !_gone.ContainsKey(row.Key) && claim.IsClaimedBy(row.Fields.Span))
            .Select(row => new Claimant(row.Key, row.Fields, default, default, Participant.Hub));
        var came = _gone.Values.Append(winner).OfType<Claimant>()
            .Where(other => other.Key != back.Key && IsInTheWay(claim, other, back));
        return new ClaimJudge(claim, claims.Clock).IsFree(back, [.. stay, .. came]);
    }

    private static bool IsInTheWay(ClaimPlan claim, Claimant one, Claimant other)
        => claim.IsClaimedBy(one.Fields.Span) && SpanOrder.IsSamePlace(claim, one.Fields.Span, other.Fields.Span);
}
