using System.Text.Json;
using HmsSync.Changes;
using HmsSync.Hosting.Control;
using HmsSync.Server.Access;
using HmsSync.Server.Answers;
using Microsoft.AspNetCore.Http;

namespace HmsSync.Server.Publishing;

/// <summary><c>POST /events</c>: a business event, answered when it is durable. A partner's key publishes in its partner's name.</summary>
internal sealed class PublishDoor(Publisher publisher)
{
    public async Task HandleAsync(HttpContext context)
    {
        var read = await RequestBody.ReadObjectAsync(context);
        using var body = read.Body;
        if (read.Problem is not null)
        {
            await read.Problem.WriteAsync(context);
            return;
        }

        var root = read.Body!.RootElement;
        var form = root.TryGetProperty("specversion", out _) ? CloudEventForm.Read(root) : PublishForm.Read(root);
        if (form.Problem is not null)
        {
            await form.Problem.WriteAsync(context);
            return;
        }

        var result = await publisher.PublishAsync(form.Request! with
        {
            Trace = TraceParent.Read(context.Request.Headers[TraceParent.Header]),
            Source = Gate.CallerOf(context).Partner is { } partner ? new Participant(partner) : Participant.Hub,
        });
        await (result.Code.Length == 0
            ? JsonAnswer.WriteAsync(context, new { id = form.Id ?? result.Id, seq = result.Seq }, StatusCodes.Status202Accepted)
            : new Problem(
                result.Code == "id_taken" ? StatusCodes.Status409Conflict : StatusCodes.Status422UnprocessableEntity,
                result.Code,
                result.Detail).WriteAsync(context));
    }
}

/// <summary>What was asked for, or what is wrong with it.</summary>
/// <param name="Request">Null with a problem.</param>
/// <param name="Id">The publisher's id as it wrote it; null: none.</param>
/// <param name="Problem">Null with a request.</param>
internal readonly record struct FormResult(PublishRequest? Request, string? Id, Problem? Problem)
{
    public static FormResult Bad(string code, string detail, string field)
        => new(null, null, new Problem(StatusCodes.Status422UnprocessableEntity, code, detail, field));

    /// <summary>The field's text; null when it is absent or null. Anything else is a problem.</summary>
    public static bool TryText(JsonElement body, string name, out string? text)
    {
        text = null;
        if (!body.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return true;
        }

        text = value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        return text is not null;
    }
}
