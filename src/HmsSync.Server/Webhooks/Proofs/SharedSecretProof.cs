using System.Security.Cryptography;
using System.Text;
using HmsSync.Configuration;

namespace HmsSync.Server.Webhooks.Proofs;

/// <summary>A secret that is shown as it is. Hashes are compared, so that neither length nor content is told by the time.</summary>
internal sealed class SharedSecretProof(VerifyPlan verify, Func<Ringing, string?> offer) : Proof
{
    /// <summary>An empty secret is none: it must not let anyone in.</summary>
    private readonly byte[][] _secrets =
        [.. verify.Secrets.Select(s => s.Reveal()).Where(s => s.Length > 0).Select(s => SHA256.HashData(Encoding.UTF8.GetBytes(s)))];

    public override Effort Effort => default;

    public override bool Holds(in Ringing ringing)
    {
        var offered = offer(ringing);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(offered ?? ""), hash);
        var found = false;
        foreach (var secret in _secrets)
        {
            found |= CryptographicOperations.FixedTimeEquals(hash, secret);
        }

        return found && offered is not null;
    }
}
