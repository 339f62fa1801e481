using System.Net;
using System.Security.Cryptography;
using System.Text;
using HmsSync.Configuration;
using HmsSync.Server.Answers;
using Microsoft.AspNetCore.Http;

namespace HmsSync.Server.Api;

/// <summary>
/// Who may use the api: with <c>auth: required</c> whoever has the admin token, with <c>auth: none</c> whoever sits at this
/// machine. A page of another origin may change nothing, whoever's browser it is in.
/// </summary>
internal sealed class AdminGate(ServerPlan plan, string token)
{
    private const string Scheme = "Bearer ";

    private readonly byte[] _token = SHA256.HashData(Encoding.UTF8.GetBytes(token));

    public RequestDelegate Guard(RequestDelegate door) => context =>
    {
        if (!IsAdmin(context))
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            return new Problem(401, "unauthorized", "Send the token as Authorization: Bearer.").WriteAsync(context);
        }

        return IsForeignPage(context.Request)
            ? new Problem(403, "origin_refused", "Pages of this origin may not change anything here.").WriteAsync(context)
            : door(context);
    };

    private bool IsAdmin(HttpContext context) => plan.AuthRequired
        ? HasToken(context.Request)
        : IsLoopback(context.Connection.RemoteIpAddress) && IsLocalName(context.Request.Host.Host);

    private bool HasToken(HttpRequest request)
    {
        var header = request.Headers.Authorization;
        var offered = header.Count == 1 && header[0]!.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? header[0]![Scheme.Length..].Trim()
            : "";
        return CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(offered)), _token);
    }

    private static bool IsLoopback(IPAddress? address) => address is not null && IPAddress.IsLoopback(address);

    /// <summary>A name that a stranger's DNS can point at this machine is not ours (DNS rebinding).</summary>
    private static bool IsLocalName(string host)
        => host == "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private bool IsForeignPage(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        return origin.Length > 0
            && !HttpMethods.IsGet(request.Method)
            && !HttpMethods.IsHead(request.Method)
            && origin != $"{request.Scheme}://{request.Host}"
            && !plan.Cors.Contains(origin, StringComparer.Ordinal);
    }
}
