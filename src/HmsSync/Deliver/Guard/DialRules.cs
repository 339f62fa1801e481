using System.Net;
using System.Net.Security;

namespace HmsSync.Deliver.Guard;

/// <summary>What one caller of the network may do.</summary>
/// <param name="AllowNetwork">Private blocks that may be dialled; see <see cref="AddressRules"/>.</param>
/// <param name="Concurrency">Connections to one server at most.</param>
/// <param name="ConnectTimeout">Over name, TCP and TLS together.</param>
internal sealed record DialRules(IReadOnlyList<IPNetwork> AllowNetwork, int Concurrency, TimeSpan ConnectTimeout)
{
    /// <summary>What we show of ourselves and whom we trust; null: nothing, and the system's authorities.</summary>
    public Func<SslClientAuthenticationOptions>? Tls { get; init; }

    /// <summary>No connection is used on which our certificate was not asked for.</summary>
    public bool MustShowCertificate { get; init; }
}
