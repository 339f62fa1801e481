using System.Net;
using HmsSync.Configuration;
using HmsSync.Deliver;
using HmsSync.Deliver.Guard;

namespace HmsSync.Hosting;

/// <summary>The network as it is outside of a simulation: every connection through the one guard.</summary>
internal sealed class GuardedNetwork(TimeProvider clock)
{
    private readonly GuardedDialer _dialer = new(clock);

    /// <summary>What a partner's adapter calls with.</summary>
    /// <exception cref="InvalidOperationException">The partner's auth cannot be applied.</exception>
    public HttpMessageInvoker Open(PartnerPlan partner) => PartnerHttp.Open(_dialer, partner);

    /// <summary>Connects as a push would, and sends nothing.</summary>
    /// <exception cref="Sdk.TargetRefusedException">The guard refuses the target; nothing was dialled.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">Nobody takes the connection.</exception>
    public async Task TryAsync(PartnerPlan partner, DnsEndPoint target, TimeSpan wait, CancellationToken stop)
    {
        await using var connection = await _dialer.DialAsync(target, new DialRules(partner.AllowNetwork, 1, wait), stop);
    }
}
