using HmsSync.Server.Tokens;
using HmsSync.Server.Webhooks.Proofs;
using Microsoft.AspNetCore.Http;

namespace HmsSync.Server.Access;

/// <summary>Keys and tokens of ours at a doorbell.</summary>
internal sealed class OwnTokens(TokenDesk desk) : IOwnTokens
{
    public bool MayRing(HttpRequest request, string partner)
        => desk.Read(BearerToken.Of(request) ?? "") is { } caller && caller.May(Scopes.Webhook) && caller.Partner == partner;
}
