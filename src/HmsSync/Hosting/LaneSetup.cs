using System.Security.Cryptography;
using System.Text;
using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Stores.Sqlite;

namespace HmsSync.Hosting;

/// <summary>
/// Gives each lane its number and its body count, in one commit before anything runs. A changed mapping makes other bodies,
/// which have keys of their own (invariant 3).
/// </summary>
internal sealed class LaneSetup(EnginePlan plan) : StoreWork
{
    /// <summary>Lane to the partner → its number and which body its deliveries have; to be read after the commit.</summary>
    public Dictionary<Participant, (int Lane, int Body)> ToPartner { get; } = [];

    /// <summary>Partner that may change the hub → number of its lane to the hub.</summary>
    public Dictionary<Participant, int> ToHub { get; } = [];

    /// <summary>The lane that checks claims; 0: there is none.</summary>
    public int Checks { get; private set; }

    public override int Rows => plan.Partners.Count * 2;

    public override void Apply(StoreTransaction transaction)
    {
        transaction.Names.Participant(Participant.Hub.Name);
        Checks = plan.Conflicts.Values.Any(c => c.Claims.Count > 0) ? transaction.Lanes.Id(LaneNames.Checks) : 0;
        transaction.ClaimsKept.Keep(plan.Conflicts.Where(c => c.Value.Claims.Count > 0)
            .ToDictionary(c => transaction.Names.Topic(c.Key), c => c.Value.Claims));
        foreach (var partner in plan.Partners)
        {
            transaction.Names.Participant(partner.Name.Name);
            var lane = transaction.Lanes.Id(LaneNames.To(partner.Name));
            ToPartner[partner.Name] = (lane, transaction.Lanes.Body(lane, Fingerprint(partner)));
            if (partner.TwoWayTables.Any())
            {
                ToHub[partner.Name] = transaction.Lanes.Id(LaneNames.ToHubFrom(partner.Name));
            }
        }
    }

    /// <summary>A partner's business event is mapped in before it is mapped out.</summary>
    private IEnumerable<string> MappedIn(RoutePlan route)
        => from source in plan.Partners
           from receive in source.Receive
           where receive.Publish == route.On
           select $"{source.Name}/{receive.Event}\n{receive.Mapping.Fingerprint}";

    /// <summary>Changes when the same event could make other bytes.</summary>
    private string Fingerprint(PartnerPlan partner)
    {
        var parts = partner.Send.Select(route => $"{route.On}\n{route.Mapping.Fingerprint}")
            .Concat(partner.Send.SelectMany(MappedIn))
            .Append(partner.Auth.Kind == AuthKind.BodyField ? partner.Auth.Name : "")
            .Concat(partner.CloudEvents ? ["cloudevents"] : []);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))))[..16];
    }
}
