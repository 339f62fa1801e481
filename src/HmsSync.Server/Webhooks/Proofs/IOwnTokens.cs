using Microsoft.AspNetCore.Http;

namespace HmsSync.Server.Webhooks.Proofs;

/// <summary>What we issued ourselves: keys and tokens.</summary>
internal interface IOwnTokens
{
    /// <summary>Whether the request shows one with which this partner's doorbells may be rung.</summary>
    bool MayRing(HttpRequest request, string partner);
}
