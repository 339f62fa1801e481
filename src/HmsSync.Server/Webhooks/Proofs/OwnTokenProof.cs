namespace HmsSync.Server.Webhooks.Proofs;

/// <summary>A key or token that we issued to this partner, with the scope <c>webhook</c>.</summary>
internal sealed class OwnTokenProof(string partner, IOwnTokens tokens) : Proof
{
    public override Effort Effort => new(0, 1);

    public override bool Holds(in Ringing ringing) => tokens.MayRing(ringing.Context.Request, partner);
}
