using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace HmsSync.Partners;

/// <summary>What the gateway answers, route by route.</summary>
internal sealed class LotusRoutes(LotusCalendar calendar, string token)
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private readonly byte[] _proof = Hash($"Bearer {token}");

    public void MapTo(WebApplication app)
    {
        app.MapGet("/api/events", Checked(ListAsync));
        app.MapPost("/api/events", Checked(PutAsync));
        app.MapDelete("/api/events/{uid}", Checked(DeleteAsync));
        app.MapPost("/clerk/cancel/{uid}", (RequestDelegate)CancelAsync);
        app.MapPost("/clerk/change/{uid}", (RequestDelegate)ChangeAsync);
    }

    private RequestDelegate Checked(RequestDelegate route) => context =>
    {
        if (CryptographicOperations.FixedTimeEquals(Hash(context.Request.Headers.Authorization.ToString()), _proof))
        {
            return route(context);
        }

        context.Response.Headers.WWWAuthenticate = "Bearer";
        return SayAsync(context, 401, "unauthorized");
    };

    private Task ListAsync(HttpContext context)
        => context.Response.WriteAsJsonAsync(
            calendar.Entries.Select(e => new { e.Uid, e.Begin, e.Close, e.Title, e.Seq, e.PartnerSeq }),
            LotusLine.Json, context.RequestAborted);

    private async Task PutAsync(HttpContext context)
    {
        var (bytes, body) = await ReadAsync(context);
        if (body is null)
        {
            await SayAsync(context, 400, "not_json");
            return;
        }

        if (LotusShape.Event(body.Value) is not { } line)
        {
            await SayAsync(context, 422, "wrong_shape");
            return;
        }

        await TakeAsync(context, line, bytes);
    }

    private async Task DeleteAsync(HttpContext context)
    {
        var (bytes, _) = await ReadAsync(context);
        var uid = JsonSerializer.SerializeToElement(Uid(context));
        await TakeAsync(context, new LotusLine(LotusDeed.Delete) { Uid = uid }, bytes);
    }

    private Task TakeAsync(HttpContext context, LotusLine line, byte[] body)
    {
        var headers = context.Request.Headers;
        var key = headers["Idempotency-Key"].ToString();
        byte[] request = [.. Encoding.UTF8.GetBytes($"{context.Request.Method} {context.Request.Path}\n"), .. body];
        var status = calendar.Take(
            line with { Seq = Number(headers["HMS-Sync-Seq"]), PartnerSeq = Number(headers["HMS-Sync-Partner-Seq"]) },
            key.Length == 0 ? null : key,
            Convert.ToHexStringLower(SHA256.HashData(request)));
        if (status is 204 or 404 && context.Request.Method == HttpMethods.Post)
        {
            status = 200; // a cancelled entry is out, whether or not it ever was in
        }

        var word = status switch { 404 => "not_found", 422 => "idempotency_key_reused", _ => null };
        return SayAsync(context, status, word);
    }

    private Task CancelAsync(HttpContext context)
    {
        var done = calendar.Clerk(Uid(context), new LotusLine(LotusDeed.Cancelled));
        return SayAsync(context, done ? 202 : 404, done ? null : "not_found");
    }

    private async Task ChangeAsync(HttpContext context)
    {
        var (_, body) = await ReadAsync(context);
        if (body is null || LotusShape.Change(body.Value) is not { } line)
        {
            await SayAsync(context, body is null ? 400 : 422, body is null ? "not_json" : "wrong_shape");
            return;
        }

        var done = calendar.Clerk(Uid(context), line);
        await SayAsync(context, done ? 202 : 404, done ? null : "not_found");
    }

    private static async Task<(byte[] Bytes, JsonElement? Body)> ReadAsync(HttpContext context)
    {
        using var copy = new MemoryStream();
        await context.Request.Body.CopyToAsync(copy, context.RequestAborted);
        var bytes = copy.ToArray();
        try
        {
            using var document = JsonDocument.Parse(bytes, Strict);
            return (bytes, document.RootElement.Clone());
        }
        catch (JsonException)
        {
            return (bytes, null);
        }
    }

    private static Task SayAsync(HttpContext context, int status, string? error)
    {
        context.Response.StatusCode = status;
        return error is null
            ? Task.CompletedTask
            : context.Response.WriteAsJsonAsync(new { error }, LotusLine.Json, context.RequestAborted);
    }

    private static string Uid(HttpContext context) => context.Request.RouteValues["uid"]?.ToString() ?? "";

    private static long? Number(string? header)
        => long.TryParse(header, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
