using System.Text.Json;
using HmsSync.Hosting.Control;
using HmsSync.Server.Access;
using HmsSync.Server.Answers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace HmsSync.Server.Api;

/// <summary>Lets something go on that is held for a person; asked with GET it only says what that would do.</summary>
internal sealed class ResumeApi(ResumeDesk desk)
{
    private static readonly Problem BadResume = new(
        422, "bad_resume", "Send {\"target\": TABLE or PARTNER or \"hms\", \"after\": REASON}.", "target");

    public void Map(WebApplication app, Gate gate)
    {
        app.MapGet("/api/resume", gate.Guard(context => JsonAnswer.WriteAsync(
            context, desk.Look(context.Request.Query["target"].ToString(), context.Request.Query["after"].ToString()))));
        app.MapPost("/api/resume", gate.Guard(GoOnAsync));
    }

    private async Task GoOnAsync(HttpContext context)
    {
        var read = await RequestBody.ReadObjectAsync(context);
        using var body = read.Body;
        if (read.Problem is not null || Text(body!.RootElement, "target") is not { } target
            || Text(body.RootElement, "after") is not { } after)
        {
            await (read.Problem ?? BadResume).WriteAsync(context);
            return;
        }

        await JsonAnswer.WriteAsync(context, await desk.GoOnAsync(target, after));
    }

    private static string? Text(JsonElement body, string name)
        => body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
