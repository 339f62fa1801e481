using System.Collections.Frozen;
using HmsSync.Configuration;
using HmsSync.Feeds.Doorbells;
using HmsSync.Server.Limits;
using HmsSync.Server.Webhooks.Proofs;

namespace HmsSync.Server.Webhooks;

/// <summary>Path → doorbell, and how its partner proves itself. Compiled once.</summary>
internal sealed class DoorbellTable
{
    private const string Prefix = "/webhook/";

    private readonly FrozenDictionary<string, RingingBell> _byPath;
    private readonly Decoy _decoy;

    public DoorbellTable(EnginePlan plan, TimeProvider clock, IOwnTokens tokens)
    {
        var bells = new Dictionary<string, RingingBell>(StringComparer.Ordinal);
        foreach (var partner in plan.Partners)
        {
            var rate = partner.WebhookRate is { } perSecond ? new Bucket(perSecond, clock) : null;
            var proof = Proof.Of(partner.Verify, partner.Name.Name, clock, tokens);
            foreach (var receive in partner.Receive)
            {
                var bell = new RingingBell(new Doorbell(partner, receive), proof, rate);
                bells.Add($"{Prefix}{partner.Name}/{receive.Event}", bell);
                if (receive.Path is not null)
                {
                    bells.TryAdd(receive.Path, bell);
                }
            }
        }

        _byPath = bells.ToFrozenDictionary(StringComparer.Ordinal);
        _decoy = new Decoy(bells.Values.Select(bell => bell.Proof?.Effort ?? default));
    }

    /// <summary>Whether the path is a partner's, known or not.</summary>
    public bool IsPartnerPath(string path) => path.StartsWith(Prefix, StringComparison.Ordinal) || _byPath.ContainsKey(path);

    /// <summary>Null: nobody rings there.</summary>
    public RingingBell? Find(string path) => _byPath.GetValueOrDefault(path);

    /// <summary>Whether it was rung by whom it says; a no takes as long whoever it is, and nobody too.</summary>
    public bool IsGenuine(RingingBell? bell, in Ringing ringing)
        => bell?.Proof is { } proof
            ? proof.Holds(ringing) || _decoy.Spend(proof.Effort, ringing.Bytes.Span)
            : _decoy.Spend(default, ringing.Bytes.Span);
}

/// <param name="Bell">What it means.</param>
/// <param name="Proof">How it is verified; null: it is never taken.</param>
/// <param name="Rate">How often the partner may ring, once it has shown who it is; null: as often as it likes.</param>
internal sealed record RingingBell(Doorbell Bell, Proof? Proof, Bucket? Rate);
