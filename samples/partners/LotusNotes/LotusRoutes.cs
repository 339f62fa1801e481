using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace HmsSync.Partners;

/// <summary>What the gateway answers, route by route.</summary>
internal sealed class LotusRoutes(LotusCalendar calendar, string token, CallScreen screen)
{
    private readonly Proof _proof = new(token);

    public void MapTo(WebApplication app)
    {
        app.MapGet("/api/events", _proof.Bearer(ListAsync));
        app.MapPost("/api/events", _proof.Bearer(PutAsync));
        app.MapDelete("/api/events/{uid}", _proof.Bearer(DeleteAsync));
        app.MapPost("/clerk/cancel/{uid}", (RequestDelegate)CancelAsync);
        app.MapPost("/clerk/change/{uid}", (RequestDelegate)ChangeAsync);
    }

    private Task ListAsync(HttpContext context)
        => Answers.ShowAsync(context, calendar.Entries.Select(e => new { e.Uid, e.Begin, e.Close, e.Title, e.Seq, e.PartnerSeq }));

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

    private async Task DeleteAsync(HttpContext context)
    {
        var call = await PartnerCall.ReadAsync(context);
        var uid = JsonSerializer.SerializeToElement(Uid(context));
        await TakeAsync(context, new LotusLine(LotusDeed.Delete) { Uid = uid }, call);
    }

    private Task TakeAsync(HttpContext context, LotusLine line, PartnerCall call)
    {
        var status = calendar.Take(line, call);
        if (status is 204 or 404 && context.Request.Method == HttpMethods.Post)
        {
            status = 200; // a cancelled entry is out, whether or not it ever was in
        }

        screen.Came(context.Request.Method, context.Request.Path, call.Body, status);
        var word = status switch { 404 => "not_found", 422 => "idempotency_key_reused", _ => null };
        return Answers.SayAsync(context, status, word);
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
