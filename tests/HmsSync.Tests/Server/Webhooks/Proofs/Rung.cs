using System.Net;
using System.Text;
using System.Text.Json;
using HmsSync.Configuration;
using HmsSync.Server.Webhooks.Proofs;
using HmsSync.Tests.Hubs.Sqlite;
using Microsoft.AspNetCore.Http;

namespace HmsSync.Tests.Server.Webhooks.Proofs;

/// <summary>A doorbell that was rung, and how it is judged.</summary>
internal static class Rung
{
    public static Ringing With(string body, params (string Name, string Value)[] headers)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse("203.0.113.7");
        foreach (var (name, value) in headers)
        {
            context.Request.Headers.Append(name, value);
        }

        var bytes = Encoding.UTF8.GetBytes(body);
        using var json = JsonDocument.Parse(body.StartsWith('{') ? body : "{}");
        return new Ringing(context, bytes, json.RootElement.Clone());
    }

    public static Proof By(VerifyPlan plan, DateTimeOffset now = default)
    {
        var clock = new HandClock();
        clock.Advance(now - clock.GetUtcNow());
        return Proof.Of(plan, "county", clock, new NoTokens())!;
    }

    private sealed class NoTokens : IOwnTokens
    {
        public bool MayRing(HttpRequest request, string partner) => false;
    }

    public static IReadOnlyList<Secret> Secrets(params string[] secrets) => [.. secrets.Select(s => new Secret(s))];
}
