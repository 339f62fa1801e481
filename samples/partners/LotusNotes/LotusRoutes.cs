using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace HmsSync.Partners;

/// <summary>What the gateway answers, route by route.</summary>
internal sealed class LotusRoutes(LotusCalendar calendar, string token, CallScreen screen)
{
    private const int MostChanges = 500;

    private readonly Proof _proof = new(token);

    public void MapTo(WebApplication app)
    {
        app.MapGet("/api/events", _proof.Bearer(ListAsync));
        app.MapPost("/api/events", _proof.Bearer(PutAsync));
        app.MapDelete("/api/events/{uid}", _proof.Bearer(DeleteAsync));
        app.MapGet("/api/events/changes", _proof.Bearer(ChangesAsync));
        app.MapGet("/api/events/{uid}", _proof.Bearer(ReadAsync));
        app.MapPatch("/api/events/{uid}", _proof.Bearer(PatchAsync));
        app.MapPost("/clerk/enter", (RequestDelegate)EnterAsync);
        app.MapPost("/clerk/cancel/{uid}", (RequestDelegate)CancelAsync);
        app.MapPost("/clerk/change/{uid}", (RequestDelegate)ChangeAsync);
    }

    private Task ListAsync(HttpContext context)
        => Answers.ShowAsync(context, calendar.Entries.Select(e => new { e.Uid, e.Begin, e.Close, e.Title, e.Seq, e.PartnerSeq }));

    /// <summary><c>?since=</c>, empty at first: <c>{items, next}</c>; <c>next</c> is null when nothing came.</summary>
    private async Task ChangesAsync(HttpContext context)
    {
        var text = context.Request.Query["since"].ToString();
        if (!long.TryParse(text.Length == 0 ? "0" : text, NumberStyles.None, CultureInfo.InvariantCulture, out var since))
        {
            await Answers.SayAsync(context, 410, "cursor_gone");
            return;
        }

        var changes = calendar.Changes(since, MostChanges);
        await Answers.ShowAsync(
            context, new { Items = changes.Select(c => c.Shown), Next = changes.Count == 0 ? null : (long?)changes[^1].Version });
    }

    private Task ReadAsync(HttpContext context)
    {
        var found = calendar.Find(Uid(context));
        screen.Came(context.Request.Method, context.Request.Path, null, found is null ? 404 : 200);
        if (found is null)
        {
            return Answers.SayAsync(context, 404, "not_found");
        }

        context.Response.Headers.ETag = found.Etag;
        return Answers.ShowAsync(context, found.Shown);
    }

    private async Task PutAsync(HttpContext context)
    {
        var call = await PartnerCall.ReadAsync(context);
        if (call.Body is not { } body)
        {
            await Answers.SayAsync(context, 400, "not_json");
            return;
        }

        if (LotusShape.Event(body) is not { } line)
        {
            await Answers.SayAsync(context, 422, "wrong_shape");
            return;
        }

        await TakeAsync(context, line, call);
    }

    private async Task PatchAsync(HttpContext context)
    {
        var call = await PartnerCall.ReadAsync(context);
        if (call.Body is not { } body || LotusShape.Patch(body) is not { } line)
        {
            await Answers.SayAsync(context, call.Body is null ? 400 : 422, call.Body is null ? "not_json" : "wrong_shape");
            return;
        }

        await TakeAsync(context, line with { Uid = JsonSerializer.SerializeToElement(Uid(context)) }, call);
    }

    private async Task DeleteAsync(HttpContext context)
    {
        var call = await PartnerCall.ReadAsync(context);
        var uid = JsonSerializer.SerializeToElement(Uid(context));
        await TakeAsync(context, new LotusLine(LotusDeed.Delete) { Uid = uid }, call);
    }

    private Task TakeAsync(HttpContext context, LotusLine line, PartnerCall call)
    {
        var status = calendar.Take(line, call);
        screen.Came(context.Request.Method, context.Request.Path, call.Body, status);
        if (status < 300 && calendar.Find(line.Uid.ToString()!) is { } now)
        {
            context.Response.Headers.ETag = now.Etag;
        }

        var word = status switch { 404 => "not_found", 412 => "version_moved", 422 => "idempotency_key_reused", _ => null };
        return Answers.SayAsync(context, status, word);
    }

    private async Task EnterAsync(HttpContext context)
    {
        var call = await PartnerCall.ReadAsync(context);
        if (call.Body is not { } body || LotusShape.Change(body) is not { Begin: not null, Close: not null, Title: not null } line)
        {
            await Answers.SayAsync(context, call.Body is null ? 400 : 422, call.Body is null ? "not_json" : "wrong_shape");
            return;
        }

        context.Response.StatusCode = StatusCodes.Status202Accepted;
        await Answers.ShowAsync(context, new { Uid = calendar.Enter(line) });
    }

    private Task CancelAsync(HttpContext context)
    {
        var done = calendar.Clerk(Uid(context), new LotusLine(LotusDeed.Cancelled));
        return Answers.SayAsync(context, done ? 202 : 404, done ? null : "not_found");
    }

    private async Task ChangeAsync(HttpContext context)
    {
        var call = await PartnerCall.ReadAsync(context);
        if (call.Body is not { } body || LotusShape.Change(body) is not { } line)
        {
            await Answers.SayAsync(context, call.Body is null ? 400 : 422, call.Body is null ? "not_json" : "wrong_shape");
            return;
        }

        var done = calendar.Clerk(Uid(context), line);
        await Answers.SayAsync(context, done ? 202 : 404, done ? null : "not_found");
    }

    private static string Uid(HttpContext context) => context.Request.RouteValues["uid"]?.ToString() ?? "";
}
