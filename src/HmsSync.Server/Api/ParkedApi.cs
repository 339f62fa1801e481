using System.Text.Json;
using System.Text.RegularExpressions;
using HmsSync.Changes;
using HmsSync.Hosting;
using HmsSync.Server.Access;
using HmsSync.Server.Answers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace HmsSync.Server.Api;

/// <summary>Lists, shows, drives again and drops parked deliveries.</summary>
internal sealed partial class ParkedApi(EngineControl control)
{
    private const string UsualReason = "operator";

    /// <summary>Invariant 11: ids of one request.</summary>
    private const int MostIds = 10_000;

    private static readonly Problem NoIds = new(
        422, "bad_ids", "Send {\"ids\": [1, 2]}: numbers of parked deliveries, 1 to 10,000 of them.", "ids");

    public void Map(WebApplication app, Gate gate)
    {
        app.MapGet("/api/parked", gate.Guard(context => JsonAnswer.WriteAsync(
            context, control.Parked.Read(context.Request.Query["partner"].ToString() is { Length: > 0 } partner ? partner : null))));
        app.MapGet("/api/parked/{id:long}", gate.Guard(ShowAsync));
        app.MapPost("/api/parked/redrive", gate.Guard(RedriveAsync));
        app.MapPost("/api/parked/drop", gate.Guard(DropAsync));
    }

    private Task ShowAsync(HttpContext context)
    {
        var id = long.Parse((string)context.Request.RouteValues["id"]!, CultureInfo.InvariantCulture);
        return control.Parked.One(id) is { } view
            ? JsonAnswer.WriteAsync(context, view)
            : new Problem(404, "not_parked", "No parked delivery has this id (any more).").WriteAsync(context);
    }

    private async Task RedriveAsync(HttpContext context)
    {
        using var body = await OpenAsync(context);
        if (body is null)
        {
            return;
        }

        var ids = Ids(body.RootElement);
        if (ids is null && body.RootElement.TryGetProperty("partner", out var partner)
            && partner.ValueKind == JsonValueKind.String)
        {
            if (!control.Switch.Knows(partner.GetString()!))
            {
                await PartnersApi.Unknown.WriteAsync(context);
                return;
            }

            ids = control.Desk.IdsOf(new Participant(partner.GetString()!));
        }

        await (ids is null
            ? NoIds.WriteAsync(context)
            : JsonAnswer.WriteAsync(context, await control.Desk.RedriveAsync(ids)));
    }

    private async Task DropAsync(HttpContext context)
    {
        using var body = await OpenAsync(context);
        if (body is null)
        {
            return;
        }

        var reason = body.RootElement.TryGetProperty("reason", out var given) && given.ValueKind != JsonValueKind.Null
            ? given.ValueKind == JsonValueKind.String ? given.GetString()! : ""
            : UsualReason;
        if (!ReasonCode().IsMatch(reason))
        {
            await new Problem(
                422, "bad_reason", "A reason is a word for the audit row: a to z, 0 to 9 and _, 64 at most.", "reason")
                .WriteAsync(context);
            return;
        }

        await (Ids(body.RootElement) is { } ids
            ? JsonAnswer.WriteAsync(context, await control.Desk.DropAsync(ids, reason))
            : NoIds.WriteAsync(context));
    }

    /// <summary>Null: answered already.</summary>
    private static async Task<JsonDocument?> OpenAsync(HttpContext context)
    {
        var read = await RequestBody.ReadObjectAsync(context);
        if (read.Problem is not null)
        {
            await read.Problem.WriteAsync(context);
        }

        return read.Body;
    }

    private static List<long>? Ids(JsonElement body)
    {
        if (!body.TryGetProperty("ids", out var ids) || ids.ValueKind != JsonValueKind.Array
            || ids.GetArrayLength() is 0 or > MostIds)
        {
            return null;
        }

        var numbers = new List<long>();
        foreach (var id in ids.EnumerateArray())
        {
            if (id.ValueKind != JsonValueKind.Number || !id.TryGetInt64(out var number))
            {
                return null;
            }

            numbers.Add(number);
        }

        return numbers;
    }

    // An audit row holds codes, never free text: a text could hold a value of the record.
    [GeneratedRegex("^[a-z][a-z0-9_]{0,63}$", RegexOptions.CultureInvariant)]
    private static partial Regex ReasonCode();
}
