using System.Text.Json;
using HmsSync.Hosting.Control;
using HmsSync.Server.Access;
using HmsSync.Server.Answers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http;

namespace HmsSync.Server.Api;

/// <summary>Pauses, resumes and tries partners.</summary>
internal sealed class PartnersApi(PartnerSwitch partners)
{
    public static readonly Problem Unknown = new(404, "unknown_partner", "No partner has this name; `hms-sync partners list` shows them.");

    public static readonly Problem BadBy = new(
        422, "bad_by", $"by is the name of who does it, 1 to {PartnerSwitch.LongestBy} printable characters.", "by");

    /// <summary>Who does something, where the request does not say.</summary>
    public const string SomeOperator = "operator";

    public void Map(WebApplication app, Gate gate)
    {
        app.MapPost("/api/partners/{partner}/pause", gate.Guard(context => SwitchAsync(context, partners.PauseAsync, "paused")));
        app.MapPost(
            "/api/partners/{partner}/resume",
            gate.Guard(context => SwitchAsync(context, (partner, _) => partners.ResumeAsync(partner), "running")));
        app.MapPost("/api/partners/{partner}/test", gate.Guard(TestAsync));
    }

    private async Task SwitchAsync(HttpContext context, Func<string, string, Task> act, string state)
    {
        var partner = Name(context);
        if (!partners.Knows(partner))
        {
            await Unknown.WriteAsync(context);
            return;
        }

        var by = SomeOperator;
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody is true)
        {
            var read = await RequestBody.ReadObjectAsync(context);
            using var body = read.Body;
            if (read.Problem is not null || By(read.Body!.RootElement) is not { } given)
            {
                await (read.Problem ?? BadBy).WriteAsync(context);
                return;
            }

            by = given;
        }

        await act(partner, by);
        await JsonAnswer.WriteAsync(context, new { partner, state, by });
    }

    private async Task TestAsync(HttpContext context)
    {
        var partner = Name(context);
        await (partners.Knows(partner)
            ? JsonAnswer.WriteAsync(context, await partners.TestAsync(partner, context.RequestAborted))
            : Unknown.WriteAsync(context));
    }

    private static string Name(HttpContext context) => (string)context.Request.RouteValues["partner"]!;

    /// <summary>Null: it is no name.</summary>
    public static string? By(JsonElement body)
    {
        if (!body.TryGetProperty("by", out var by) || by.ValueKind == JsonValueKind.Null)
        {
            return SomeOperator;
        }

        return by.ValueKind == JsonValueKind.String && by.GetString() is { Length: > 0 and <= PartnerSwitch.LongestBy } name
            && !name.Any(char.IsControl)
            ? name
            : null;
    }
}
