using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace HmsSync.Partners;

/// <summary>What callers of the API may ask and do.</summary>
internal sealed class ClinicRoutes(ClinicBook book, ClinicSettings settings)
{
    private readonly byte[] _proof = Hash($"Bearer {settings.Token}");

    public void MapTo(WebApplication app)
    {
        var pages = new ClinicPages(book);
        app.MapGet("/api/appointments", Checked(pages.ListAsync));
        app.MapGet("/api/appointments/changes", Checked(pages.ChangesAsync));
        app.MapGet("/api/appointments/{id}", Checked(ReadAsync));
        app.MapPost("/api/appointments", Checked(PostAsync));
        app.MapPut("/api/appointments/{id}", Checked(PutAsync));
        app.MapPatch("/api/appointments/{id}", Checked(PatchAsync));
        app.MapDelete("/api/appointments/{id}", Checked(DeleteAsync));
    }

    private RequestDelegate Checked(RequestDelegate route) => context =>
    {
        if (CryptographicOperations.FixedTimeEquals(Hash(context.Request.Headers.Authorization.ToString()), _proof))
        {
            return route(context);
        }

        context.Response.Headers.WWWAuthenticate = "Bearer";
        return ClinicReply.SayAsync(context, 401);
    };

    private Task ReadAsync(HttpContext context)
        => book.Find(ClinicReply.Id(context)) is { } known
            ? ClinicReply.ShowAsync(context, new ClinicAnswer(200, known))
            : ClinicReply.SayAsync(context, 404);

    private async Task PostAsync(HttpContext context)
    {
        var call = await ClinicCall.ReadAsync(context);
        var id = settings.OwnIds ? null : call.Body?["id"]?.ToString();
        if (call.Body is null || (!settings.OwnIds && id is null))
        {
            await ClinicReply.SayAsync(context, call.Body is null ? 400 : 422);
            return;
        }

        var answer = book.Take(
            id, known => known is not null ? new ClinicDecision(409) : Changed(201, ClinicShape.Whole(call.Body)), call.Told);
        context.Response.Headers.Location = $"/api/appointments/{Uri.EscapeDataString(answer.Line?.Id ?? "")}";
        await ClinicReply.ShowAsync(context, answer);
    }

    private async Task PutAsync(HttpContext context)
    {
        var call = await ClinicCall.ReadAsync(context);
        var answer = call.Body is not { } body ? new ClinicAnswer(400, null) : book.Take(
            ClinicReply.Id(context),
            known => call.Refusal(known) is { } status ? new ClinicDecision(status)
                : known is null && settings.OwnIds ? new ClinicDecision(404)
                : Changed(known is null ? 201 : 200, ClinicShape.Whole(body)),
            call.Told);
        await ClinicReply.ShowAsync(context, answer);
    }

    private async Task PatchAsync(HttpContext context)
    {
        var call = await ClinicCall.ReadAsync(context);
        var answer = call.Body is not { } body ? new ClinicAnswer(400, null) : book.Take(
            ClinicReply.Id(context),
            known => known is null ? new ClinicDecision(404)
                : call.Refusal(known) is { } status ? new ClinicDecision(status)
                : Changed(200, ClinicShape.Patched(known.Record!, body)),
            call.Told);
        await ClinicReply.ShowAsync(context, answer);
    }

    private async Task DeleteAsync(HttpContext context)
    {
        var call = await ClinicCall.ReadAsync(context);
        var answer = book.Take(
            ClinicReply.Id(context),
            known => known is null ? new ClinicDecision(404)
                : call.Refusal(known) is { } status ? new ClinicDecision(status)
                : new ClinicDecision(204, IsChange: true),
            call.Told);
        await ClinicReply.SayAsync(context, answer.Status);
    }

    private static ClinicDecision Changed(int status, JsonObject? fields)
        => fields is null ? new ClinicDecision(422) : new ClinicDecision(status, IsChange: true, fields);

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
