using System.Text.Json;
using HmsSync.Hosting.Control;
using HmsSync.Server.Access;
using HmsSync.Server.Answers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http;

namespace HmsSync.Server.Api;

/// <summary>Counts what would meet at a partner's first meeting, and lets it happen.</summary>
internal sealed class LinkApi(PartnerSwitch partners, LinkDesk links)
{
    private static readonly Problem NoTable = new(
        422, "unknown_table", "The partner has no `records` of this table with a `list`, so nothing can meet.", "table");

    private static readonly Problem BadBody = new(422, "bad_link", "Send {\"table\": NAME, \"apply\": true}; both may be left out.");

    private static readonly Problem NoRun = new(404, "no_link", "Nobody has asked for a first meeting since the engine runs.");

    public void Map(WebApplication app, Gate gate)
    {
        app.MapPost("/api/partners/{partner}/link", gate.Guard(RunAsync));
        app.MapGet("/api/partners/{partner}/link", gate.Guard(LastAsync));
    }

    private async Task RunAsync(HttpContext context)
    {
        var partner = Name(context);
        if (!partners.Knows(partner))
        {
            await PartnersApi.Unknown.WriteAsync(context);
            return;
        }

        string? table = null;
        var apply = false;
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody is true)
        {
            var read = await RequestBody.ReadObjectAsync(context);
            using var body = read.Body;
            if (read.Problem is not null || !TryRead(read.Body!.RootElement, out table, out apply))
            {
                await (read.Problem ?? BadBody).WriteAsync(context);
                return;
            }
        }

        var tables = links.TablesOf(partner);
        await (tables.Count == 0 || (table is not null && !tables.Contains(table))
            ? NoTable.WriteAsync(context)
            : JsonAnswer.WriteAsync(context, await links.RunAsync(partner, table, apply)));
    }

    private async Task LastAsync(HttpContext context)
    {
        var partner = Name(context);
        await (!partners.Knows(partner) ? PartnersApi.Unknown.WriteAsync(context)
            : await links.LastAsync(partner) is { } report ? JsonAnswer.WriteAsync(context, report)
            : NoRun.WriteAsync(context));
    }

    private static bool TryRead(JsonElement body, out string? table, out bool apply)
    {
        (table, apply) = (null, false);
        if (body.TryGetProperty("table", out var name) && name.ValueKind != JsonValueKind.Null)
        {
            if (name.ValueKind != JsonValueKind.String)
            {
                return false;
            }

            table = name.GetString();
        }

        if (!body.TryGetProperty("apply", out var wanted))
        {
            return true;
        }

        apply = wanted.ValueKind == JsonValueKind.True;
        return apply || wanted.ValueKind == JsonValueKind.False;
    }

    private static string Name(HttpContext context) => (string)context.Request.RouteValues["partner"]!;
}
