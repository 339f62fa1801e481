using System.Text.Json;
using HmsSync.Hosting.Control;
using HmsSync.Server.Access;
using HmsSync.Server.Answers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace HmsSync.Server.Api;

/// <summary>Has a hub table read whole into lanes.</summary>
internal sealed class BackfillApi(BackfillDesk desk)
{
    private static readonly Problem BadBackfill = new(
        422, "bad_backfill", "Send {\"table\": TABLE, \"partner\": NAME}; the partner may be left out.", "table");

    private static readonly Problem NoTable = new(422, "unknown_table", "The hub has no such table in its configuration.", "table");

    private static readonly Problem NotTold = new(
        422, "not_told", "There is no such partner, or none of its routes names the table.", "partner");

    public void Map(WebApplication app, Gate gate) => app.MapPost("/api/backfill", gate.Guard(BeginAsync));

    private async Task BeginAsync(HttpContext context)
    {
        var read = await RequestBody.ReadObjectAsync(context);
        using var body = read.Body;
        if (read.Problem is not null || !TryRead(body!.RootElement, out var table, out var partner))
        {
            await (read.Problem ?? BadBackfill).WriteAsync(context);
            return;
        }

        await (!desk.HasTable(table) ? NoTable.WriteAsync(context)
            : partner is not null && !desk.IsTold(partner, table) ? NotTold.WriteAsync(context)
            : JsonAnswer.WriteAsync(context, await desk.BeginAsync(table, partner)));
    }

    private static bool TryRead(JsonElement body, out string table, out string? partner)
    {
        (table, partner) = ("", null);
        if (!body.TryGetProperty("table", out var name) || name.ValueKind != JsonValueKind.String)
        {
            return false;
        }

        table = name.GetString()!;
        if (!body.TryGetProperty("partner", out var who) || who.ValueKind == JsonValueKind.Null)
        {
            return true;
        }

        partner = who.ValueKind == JsonValueKind.String ? who.GetString() : null;
        return partner is not null;
    }
}
