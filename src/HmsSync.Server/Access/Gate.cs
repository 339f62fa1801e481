using System.Net;
using System.Security.Cryptography;
using System.Text;
using HmsSync.Configuration;
using HmsSync.Server.Answers;
using HmsSync.Server.Tokens;
using Microsoft.AspNetCore.Http;

namespace HmsSync.Server.Access;

/// <summary>
/// Who may come in: with <c>auth: required</c> whoever has the token of this run, a key or a token of ours; with <c>auth: none</c>
/// whoever sits at this machine. A page of another origin may change nothing, whoever's browser it is in.
/// </summary>
internal sealed class Gate(ServerPlan plan, string token, TokenDesk desk, Tickets tickets)
{
    private const string TicketName = "ticket";

    private static readonly Problem Unknown = new(401, "unauthorized", "Send a key or a token as Authorization: Bearer.");

    private static readonly Problem Foreign = new(403, "origin_refused", "Pages of this origin may not change anything here.");

    private readonly byte[] _token = SHA256.HashData(Encoding.UTF8.GetBytes(token));

    /// <summary>To look needs <c>read</c>, to change <c>admin</c>.</summary>
    public RequestDelegate Guard(RequestDelegate door)
        => context => EnterAsync(context, IsLook(context.Request) ? Scopes.Read : Scopes.Admin, door);

    public RequestDelegate Guard(Scopes scope, RequestDelegate door) => context => EnterAsync(context, scope, door);

    /// <summary>Whoever is known, whatever it may.</summary>
    public RequestDelegate GuardKnown(RequestDelegate door) => context => EnterAsync(context, Scopes.None, door);

    /// <summary>Who came in by the gate.</summary>
    public static Caller CallerOf(HttpContext context)
        => context.Features.Get<Caller>() ?? throw new InvalidOperationException("The door is behind no gate.");

    private Task EnterAsync(HttpContext context, Scopes scope, RequestDelegate door)
    {
        var caller = Find(context, scope);
        if (caller is null)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            return Unknown.WriteAsync(context);
        }

        if (!caller.May(scope))
        {
            var word = ScopeWords.Text(scope);
            context.Response.Headers.WWWAuthenticate = $"Bearer error=\"insufficient_scope\", scope=\"{word}\"";
            return new Problem(403, "scope_missing", $"The key has not the scope {word}.", word).WriteAsync(context);
        }

        if (IsForeignPage(context.Request))
        {
            return Foreign.WriteAsync(context);
        }

        context.Features.Set(caller);
        return door(context);
    }

    private Caller? Find(HttpContext context, Scopes scope)
    {
        if (scope == Scopes.Stream && context.Request.Query[TicketName] is { Count: 1 } ticket)
        {
            return tickets.Take(ticket.ToString());
        }

        if (!plan.AuthRequired)
        {
            return IsLoopback(context.Connection.RemoteIpAddress) && IsLocalName(context.Request.Host.Host) ? Caller.Operator : null;
        }

        var bearer = BearerToken.Of(context.Request) ?? "";
        return CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(bearer)), _token)
            ? Caller.Operator
            : desk.Read(bearer);
    }

    private static bool IsLook(HttpRequest request) => HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);

    private static bool IsLoopback(IPAddress? address) => address is not null && IPAddress.IsLoopback(address);

    /// <summary>A name that a stranger's DNS can point at this machine is not ours (DNS rebinding).</summary>
    private static bool IsLocalName(string host)
        => host == "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private bool IsForeignPage(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        return origin.Length > 0
            && !IsLook(request)
            && origin != $"{request.Scheme}://{request.Host}"
            && !plan.Cors.Contains(origin, StringComparer.Ordinal);
    }
}
