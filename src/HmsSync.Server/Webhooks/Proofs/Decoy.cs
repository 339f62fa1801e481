using System.Security.Cryptography;
using HmsSync.Server.Tokens;

namespace HmsSync.Server.Webhooks.Proofs;

/// <summary>
/// Makes every refusal cost the same, whoever's path it was or nobody's: a stranger must not learn from the time which
/// partners there are or how they prove themselves. A second wall behind the answer, which is the same too.
/// </summary>
internal sealed class Decoy
{
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes);
    private readonly MacPool _macs = new(RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes));
    private readonly Effort _most;
    private readonly EcJwsKey? _public;

    public Decoy(IEnumerable<Effort> efforts)
    {
        foreach (var effort in efforts)
        {
            _most = new Effort(Math.Max(_most.Macs, effort.Macs), Math.Max(_most.Signatures, effort.Signatures));
        }

        _public = _most.Signatures > 0 ? new EcJwsKey(ECDsa.Create(ECCurve.NamedCurves.nistP256)) : null;
    }

    /// <summary>What is still missing to the most that a look may cost.</summary>
    public Effort Missing(Effort spent) => new(_most.Macs - spent.Macs, _most.Signatures - spent.Signatures);

    /// <returns>Always false; a result that somebody uses is not optimised away.</returns>
    public bool Spend(Effort spent, ReadOnlySpan<byte> body)
    {
        var missing = Missing(spent);
        Span<byte> mac = stackalloc byte[SHA256.HashSizeInBytes];
        var found = false;
        for (var i = 0; i < missing.Macs; i++)
        {
            _macs.Write([], body, mac);
            found |= CryptographicOperations.FixedTimeEquals(mac, _key);
        }

        for (var i = 0; i < missing.Signatures; i++)
        {
            found |= _public!.Verifies(_key, []);
        }

        return found && missing.Macs < 0;
    }
}
