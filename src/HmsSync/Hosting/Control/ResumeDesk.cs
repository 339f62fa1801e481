using HmsSync.Changes;
using HmsSync.Feeds;
using HmsSync.Lanes;
using HmsSync.Lanes.Claims;
using HmsSync.Stores.Sqlite;

namespace HmsSync.Hosting.Control;

/// <summary>Where a person lets something go on that the engine holds, after being told what that will do (invariant 12).</summary>
internal sealed class ResumeDesk(Engine engine, PartnerSwitch partners, ParkedDesk parked)
{
    /// <summary>Business events were owed for longer than they are kept.</summary>
    public const string Gap = "gap";

    private readonly HubHolds _hub = new(engine);

    /// <summary>What going on would do; not ok: there is nothing to be done, or not that way.</summary>
    /// <param name="target">A partner, a hub table, or <c>hms</c>.</param>
    /// <param name="after">What it was held for.</param>
    public Resumption Look(string target, string after)
    {
        var held = Held(target, after).ToList();
        return held.Count > 0 ? new Resumption(true, after, string.Join(' ', held.Select(h => h.Does)))
            : new Resumption(
                false, "not_held", $"Nothing of {target} is held for {after}; `hms-sync status` says what is held, and for what.");
    }

    /// <exception cref="StoreUnavailableException">Nothing went on.</exception>
    public async Task<Resumption> GoOnAsync(string target, string after)
    {
        var look = Look(target, after);
        foreach (var held in Held(target, after).ToList())
        {
            if (await held.GoOn() is { } refusal)
            {
                return new Resumption(false, refusal.Code, $"{refusal.Message} {refusal.Remedy}");
            }
        }

        return look;
    }

    /// <summary>What the engine holds and no lane shows.</summary>
    public IEnumerable<Degraded> Degraded()
        => Swinging(null).Concat(Losing(null)).Select(h => h.Told).OfType<Degraded>().Concat(_hub.Degraded());

    private IEnumerable<HeldThing> Held(string target, string after) => after switch
    {
        DeleteGuards.Code => Deletes(target),
        OscillationBreaker.Code => Swinging(target),
        LoserLimits.Code => Losing(target),
        Gap => Gaps(target),
        _ => _hub.Held(target, after),
    };

    private IEnumerable<HeldThing> Deletes(string target)
        => from partner in engine.Plan.Partners
           let lanes = engine.LanesOf(partner.Name).Where(lane => lane.View.Gate.Pause?.Code == DeleteGuards.Code).ToList()
           where lanes.Count > 0 && (target == partner.Name.Name
               || lanes.Exists(lane => lane.View.Gate.Pause!.Why.StartsWith($"Table {target}:", StringComparison.Ordinal)))
           select new HeldThing(
               $"{partner.Name}: all deletes that are journaled by now go out, and counting starts anew.",
               async () =>
               {
                   await engine.Guards.PassAsync([.. lanes.Select(lane => lane.Plan.Id)]);
                   await partners.ResumeAsync(partner.Name.Name);
                   return null;
               });

    private IEnumerable<HeldThing> Gaps(string target)
        => from partner in engine.Plan.Partners
           where target == partner.Name.Name
           let rows = parked.LapsedOf(partner.Name)
           where rows.Count > 0
           select new HeldThing(
               $"{partner.Name}: {rows.Sum(row => row.Count)} business events that lapsed are given up. They were never told and are not "
                   + "parked any more; the audit keeps that, and GET /replay has those that are still kept.",
               async () =>
               {
                   var ends = await parked.DropAsync([.. rows.Select(row => row.Id)], "gap_accepted");
                   return ends.TrueForAll(end => end.Result == ParkedEnd.Dropped) ? null
                       : new HubStoppedException("gap_grew", "More events have lapsed meanwhile.", "Look again, and say so again.");
               });

    private IEnumerable<HeldThing> Swinging(string? target)
        => from partner in engine.Plan.Partners
           where target is null || target == partner.Name.Name || partner.TwoWayTables.Contains(target)
           let lane = engine.LaneTo(partner.Name)!.Plan.Id
           let records = engine.Oscillations.HeldOf(lane)
           where records > 0
           select new HeldThing(
               $"{partner.Name}: {records} held records go on, and counting starts anew.",
               async () =>
               {
                   await engine.Oscillations.GoOnAsync(lane);
                   return null;
               })
           {
               Told = new Degraded(
                   partner.Name.Name,
                   OscillationBreaker.Code,
                   $"Of {records} records each side answers the other's write; neither is written any more.",
                   $"hms-sync resume {partner.Name} --after {OscillationBreaker.Code}"),
           };

    private IEnumerable<HeldThing> Losing(string? target)
        => from claim in engine.Losers.Holding
           where target is null || target == claim.Table
           select new HeldThing(
               $"Table {claim.Table}: the claim '{claim.Claim}' decides again, and counting starts anew.",
               async () =>
               {
                   await engine.Losers.GoOnAsync(claim.Table);
                   return null;
               })
           {
               Told = new Degraded(
                   Participant.Hub.Name,
                   LoserLimits.Code,
                   $"Table {claim.Table}: more would lose by the claim '{claim.Claim}' than max_losers lets; it decides nothing.",
                   $"hms-sync resume {claim.Table} --after {LoserLimits.Code}"),
           };
}

/// <param name="Ok">Something is held for that reason.</param>
/// <param name="Code">The reason; <c>not_held</c>.</param>
/// <param name="Does">What going on does, or why it does nothing.</param>
internal sealed record Resumption(bool Ok, string Code, string Does);
