using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using HmsSync.Configuration;
using HmsSync.Feeds.Doorbells;

namespace HmsSync.Server.Webhooks;

/// <summary>Path → doorbell, and per partner the hashes of its secrets. Compiled once.</summary>
internal sealed class DoorbellTable
{
    private const string Prefix = "/webhook/";

    private readonly FrozenDictionary<string, RingingBell> _byPath;

    public DoorbellTable(EnginePlan plan)
    {
        var bells = new Dictionary<string, RingingBell>(StringComparer.Ordinal);
        foreach (var partner in plan.Partners)
        {
            var secrets = Hashes(partner.Verify);
            foreach (var receive in partner.Receive)
            {
                var bell = new RingingBell(new Doorbell(partner, receive), partner.Verify, secrets);
                bells.Add($"{Prefix}{partner.Name}/{receive.Event}", bell);
                if (receive.Path is not null)
                {
                    bells.TryAdd(receive.Path, bell);
                }
            }
        }

        _byPath = bells.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>Whether the path is a partner's, known or not.</summary>
    public bool IsPartnerPath(string path) => path.StartsWith(Prefix, StringComparison.Ordinal) || _byPath.ContainsKey(path);

    /// <summary>Null: nobody rings there.</summary>
    public RingingBell? Find(string path) => _byPath.GetValueOrDefault(path);

    /// <summary>An empty secret is none: it must not let anyone in.</summary>
    private static byte[][] Hashes(VerifyPlan? verify)
        => verify is null ? [] : [.. verify.Secrets
            .Select(s => s.Reveal()).Where(s => s.Length > 0).Select(s => SHA256.HashData(Encoding.UTF8.GetBytes(s)))];
}

/// <param name="Bell">What it means.</param>
/// <param name="Verify">How it is verified; null: it is never taken.</param>
/// <param name="Secrets">SHA-256 of each.</param>
internal sealed record RingingBell(Doorbell Bell, VerifyPlan? Verify, byte[][] Secrets);
