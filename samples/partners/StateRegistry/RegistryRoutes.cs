using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace HmsSync.Partners;

/// <summary>What the registry answers, route by route.</summary>
internal sealed class RegistryRoutes(RegistryFilings filings, string token, CallScreen screen)
{
    private readonly Proof _proof = new(token);

    public void MapTo(WebApplication app)
    {
        app.MapGet("/filings", (RequestDelegate)ListAsync);
        app.MapPut("/filings/{number}", _proof.Bearer(FileAsync));
    }

    private Task ListAsync(HttpContext context) => Answers.ShowAsync(
        context,
        filings.All.Select(f => new { f.Number, f.Title, f.IcuBeds, f.Region, f.Effective, f.Edition, f.Seq, f.PartnerSeq }));

    private async Task FileAsync(HttpContext context)
    {
        var call = await PartnerCall.ReadAsync(context);
        var number = context.Request.RouteValues["number"]?.ToString() ?? "";
        var line = call.Body is { } body ? Filing(number, body) : null;
        var status = call.Body is null ? 400 : line is null ? 422 : filings.Enter(line, call);
        screen.Came("PUT", context.Request.Path, call.Body, status);
        var error = status switch { 400 => "not_json", 422 => line is null ? "wrong_shape" : "idempotency_key_reused", _ => null };
        await Answers.SayAsync(context, status, error);
    }

    /// <summary><c>{title, icu_beds?, region?, effective?}</c>; null: wrong shape.</summary>
    private static RegistryLine? Filing(string number, JsonElement body)
        => body.ValueKind == JsonValueKind.Object && Text(body, "title") is { Length: > 0 } title && Beds(body, out var beds)
            ? new RegistryLine(number, title, beds) { Region = Text(body, "region"), Effective = Text(body, "effective") }
            : null;

    private static bool Beds(JsonElement body, out int? beds)
    {
        beds = null;
        if (!body.TryGetProperty("icu_beds", out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return true;
        }

        if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt32(out var whole) || whole < 0)
        {
            return false;
        }

        beds = whole;
        return true;
    }

    private static string? Text(JsonElement body, string name)
        => body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
