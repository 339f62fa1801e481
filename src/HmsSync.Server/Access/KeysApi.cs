using HmsSync.Changes;
using HmsSync.Server.Answers;
using HmsSync.Stores.Sqlite;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace HmsSync.Server.Access;

/// <summary>Issues, lists and revokes keys.</summary>
internal sealed partial class KeysApi(
    KeyRing ring, TokenDesk desk, SigningKeys signing, Func<string, bool> knowsPartner, TimeProvider clock, ILogger logger)
{
    private static readonly Problem Taken = new(
        409, "name_taken", $"A key of this name counts already, or there are {KeyRing.MostKeys}; revoke it, or take another name.", "name");

    private static readonly Problem Unknown = new(404, "unknown_key", "No key that counts has this name; `hms-sync keys list` shows them.");

    public void Map(WebApplication app, Gate gate)
    {
        app.MapGet("/api/keys", gate.Guard(Scopes.Admin, context => JsonAnswer.WriteAsync(
            context, ring.All.Select(key => KeyView.Of(key, clock.GetUtcNow())))));
        app.MapPost("/api/keys", gate.Guard(Scopes.Admin, IssueAsync));
        app.MapPost("/api/keys/{name}/revoke", gate.Guard(Scopes.Admin, RevokeAsync));
        app.MapPost("/api/keys/rotate", gate.Guard(Scopes.Admin, RotateAsync));
    }

    private async Task IssueAsync(HttpContext context)
    {
        var read = await RequestBody.ReadObjectAsync(context);
        using var body = read.Body;
        var problem = read.Problem;
        var form = body is null ? null : KeyForm.Read(body.RootElement, knowsPartner, out problem);
        if (form is null)
        {
            await problem!.WriteAsync(context);
            return;
        }

        var (now, id) = (clock.GetUtcNow(), KeyText.NewId());
        var text = form.IsToken ? "" : KeyText.New(id);
        var key = await ring.IssueAsync(new AccessKeyRow(
            id, form.Name, form.Partner, ScopeWords.Text(form.Scopes), form.IsToken ? default : KeyText.Hash(text).AsMemory(),
            EventTime.From(now), form.Lifetime is { } lifetime ? EventTime.From(now + lifetime) : default));
        if (key is null)
        {
            await Taken.WriteAsync(context);
            return;
        }

        LogIssued(key.Name, ScopeWords.Text(key.Scopes), key.Partner);
        var view = KeyView.Of(key, now);
        await JsonAnswer.WriteAsync(
            context,
            new
            {
                view.Id,
                view.Name,
                view.Partner,
                view.Scopes,
                view.Kind,
                view.Expires,
                key = form.IsToken ? await desk.IssueAsync(key, key.Scopes, key.Expires.ToDateTimeOffset()) : text,
            },
            StatusCodes.Status201Created);
    }

    private async Task RevokeAsync(HttpContext context)
    {
        if (ring.OfName((string)context.Request.RouteValues["name"]!) is not { } key)
        {
            await Unknown.WriteAsync(context);
            return;
        }

        await ring.RevokeAsync(key);
        LogRevoked(key.Name);
        await JsonAnswer.WriteAsync(context, KeyView.Of(key, clock.GetUtcNow()));
    }

    private async Task RotateAsync(HttpContext context)
        => await JsonAnswer.WriteAsync(context, new { kid = (await signing.RotateAsync()).Id });

    [LoggerMessage(4301, LogLevel.Information, "A key was issued: {Name}, {Scopes} {Partner}")]
    private partial void LogIssued(string name, string scopes, string partner);

    [LoggerMessage(4302, LogLevel.Information, "A key was revoked: {Name}")]
    private partial void LogRevoked(string name);
}
