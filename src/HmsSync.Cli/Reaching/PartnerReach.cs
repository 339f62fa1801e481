using System.Net;
using System.Net.Sockets;
using HmsSync.Configuration;
using HmsSync.Hosting;
using HmsSync.Sdk;

namespace HmsSync.Cli.Reaching;

/// <summary>Looks whether a partner takes a connection, through the same guard as its pushes; sends nothing.</summary>
internal sealed class PartnerReach(TimeProvider clock)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private readonly GuardedNetwork _network = new(clock);

    public async Task<IReadOnlyList<Reached>> LookAsync(IEnumerable<PartnerPlan> partners, CancellationToken stop)
        => await Task.WhenAll(partners.Where(partner => partner.Adapter == "http").Select(partner => LookAsync(partner, stop)));

    private async Task<Reached> LookAsync(PartnerPlan partner, CancellationToken stop)
    {
        var name = partner.Name.Name;
        if (Target(partner.Url) is not { } target)
        {
            return new Reached(name, true, "unknown", "Its address depends on the record; it was not tried.");
        }

        var wait = partner.Timeout < LongestWait ? partner.Timeout : LongestWait;
        using var timer = new CancellationTokenSource(wait, clock);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, stop);
        try
        {
            await _network.TryAsync(partner, target, wait, deadline.Token);
            return new Reached(name, true, "ok", null);
        }
        catch (TargetRefusedException refused)
        {
            return new Reached(name, false, "target_private", refused.Message);
        }
        catch (SocketException fault)
        {
            return new Reached(name, false, "unreachable", $"{target.Host}:{target.Port}: {fault.Message}");
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return new Reached(name, false, "connect_timeout", $"{target.Host}:{target.Port} did not answer within {wait}.");
        }
    }

    /// <summary>Null when the host or port is a field of the record.</summary>
    private static DnsEndPoint? Target(string url)
    {
        var authority = url.IndexOf("://", StringComparison.Ordinal) is var at and >= 0 ? url[(at + 3)..] : url;
        var end = authority.AsSpan().IndexOfAny('/', '?', '#');
        var server = end < 0 ? url : url[..^(authority.Length - end)];
        return !server.Contains('{', StringComparison.Ordinal) && Uri.TryCreate(server, UriKind.Absolute, out var uri)
            ? new DnsEndPoint(uri.IdnHost, uri.Port)
            : null;
    }
}
