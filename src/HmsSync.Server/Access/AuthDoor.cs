using System.Text.Json;
using HmsSync.Server.Answers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace HmsSync.Server.Access;

/// <summary>
/// <c>POST /auth/token</c>: a key for a token that soon ends. <c>POST /auth/ticket</c>: a key for what opens one stream in a browser.
/// <c>GET /.well-known/jwks.json</c>: by which keys our tokens are verified.
/// </summary>
internal sealed class AuthDoor(TokenDesk desk, Tickets tickets, SigningKeys signing, TimeProvider clock)
{
    private static readonly TimeSpan TokenLifetime = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan LaterThan = TimeSpan.FromSeconds(60);

    private static readonly Problem KeyNeeded = new(
        403, "key_needed", "A token is issued for a key of `hms-sync keys issue`, not for another token.");

    private static readonly Problem BadScope = new(
        422, "bad_scope", $"scope is one or more of {ScopeWords.All}, of those that the key has.", "scope");

    private static readonly Problem Crowded = new(429, "too_many_tickets", "Too many tickets have not been used. Ask again later.");

    public void Map(WebApplication app, Gate gate)
    {
        app.MapPost("/auth/token", gate.GuardKnown(TokenAsync));
        app.MapPost("/auth/ticket", gate.Guard(Scopes.Stream, TicketAsync));
        app.MapGet("/.well-known/jwks.json", (RequestDelegate)(context => JsonAnswer.WriteAsync(context, signing.Published)));
    }

    private async Task TokenAsync(HttpContext context)
    {
        if (Gate.CallerOf(context) is not { Key: { } key, Expires: null } caller)
        {
            await KeyNeeded.WriteAsync(context);
            return;
        }

        var (scopes, problem) = await WantedAsync(context, caller.Scopes);
        if (problem is not null)
        {
            await problem.WriteAsync(context);
            return;
        }

        var end = clock.GetUtcNow() + TokenLifetime;
        if (key.Expires.Micros > 0 && key.Expires.ToDateTimeOffset() < end)
        {
            end = key.Expires.ToDateTimeOffset();
        }

        // To the second, as it stands in the token.
        var expires = DateTimeOffset.FromUnixTimeSeconds(end.ToUnixTimeSeconds());
        var token = await desk.IssueAsync(key, scopes, expires);
        await JsonAnswer.WriteAsync(context, new { token, expires = Times.Text(expires), scope = ScopeWords.Text(scopes) });
    }

    private Task TicketAsync(HttpContext context)
        => tickets.Give(Gate.CallerOf(context)) is { } given
            ? JsonAnswer.WriteAsync(context, new { ticket = given.Ticket, expires = Times.Text(given.Expires) })
            : Crowded.WriteAsync(context, LaterThan);

    /// <summary>Fewer scopes than the key has, where the body asks for fewer.</summary>
    private static async Task<(Scopes Scopes, Problem? Problem)> WantedAsync(HttpContext context, Scopes all)
    {
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody is not true)
        {
            return (all, null);
        }

        var read = await RequestBody.ReadObjectAsync(context);
        using var body = read.Body;
        if (read.Problem is not null || !body!.RootElement.TryGetProperty("scope", out var wanted))
        {
            return (all, read.Problem);
        }

        var scopes = wanted.ValueKind == JsonValueKind.String ? ScopeWords.Parse(wanted.GetString()!) : null;
        return scopes is { } some && (all.HasFlag(Scopes.Admin) || all.HasFlag(some)) ? (some, null) : (all, BadScope);
    }
}
