using HmsSync.Configuration;

namespace HmsSync.Server.Webhooks.Proofs;

/// <summary>
/// Whether a doorbell was rung by whom it says, as one partner's configuration has it. Judged on what came over the wire, in
/// constant time: every secret is looked at, and what is missing or malformed costs what a wrong one costs.
/// </summary>
internal abstract class Proof
{
    /// <summary>What one look costs, whatever came.</summary>
    public abstract Effort Effort { get; }

    public abstract bool Holds(in Ringing ringing);

    /// <summary>The id that the proof covers; null: it covers none.</summary>
    public virtual string? IdOf(in Ringing ringing) => null;

    /// <summary>Null: nothing is configured, so nobody is taken.</summary>
    public static Proof? Of(VerifyPlan? verify, string partner, TimeProvider clock, IOwnTokens tokens)
        => verify is null ? null : verify.Scheme switch
        {
            VerifyScheme.None => new NoProof(),
            VerifyScheme.BodyField => new SharedSecretProof(verify, Offers.InBody(verify.Name)),
            VerifyScheme.HeaderToken => new SharedSecretProof(verify, Offers.InHeader(verify.Name)),
            VerifyScheme.Basic => new SharedSecretProof(verify, Offers.Basic(verify.Name)),
            VerifyScheme.HmacSha256 => new BodyMacProof(verify),
            VerifyScheme.StandardWebhooks => new StandardWebhooksProof(verify, clock),
            VerifyScheme.Jwt when verify.Secrets.Count + verify.PublicKeys.Count == 0 => new OwnTokenProof(partner, tokens),
            VerifyScheme.Jwt => new JwtProof(verify, clock),
        };
}

/// <param name="Macs">HMACs over the body.</param>
/// <param name="Signatures">Signatures verified with a public key.</param>
internal readonly record struct Effort(int Macs, int Signatures);
