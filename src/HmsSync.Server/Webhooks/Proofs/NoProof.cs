using System.Net;

namespace HmsSync.Server.Webhooks.Proofs;

/// <summary>
/// Anyone on this machine. The configuration allows it on loopback only; should that ever fail, nobody from outside gets in.
/// </summary>
internal sealed class NoProof : Proof
{
    public override Effort Effort => default;

    public override bool Holds(in Ringing ringing)
        => ringing.Context.Connection.RemoteIpAddress is { } caller && IPAddress.IsLoopback(caller);
}
