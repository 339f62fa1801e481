using System.Text.Json;
using HmsSync.Changes;
using HmsSync.Feeds.Doorbells;
using HmsSync.Journal;
using HmsSync.Server.Answers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace HmsSync.Server.Webhooks;

/// <summary>
/// A partner's doorbells. Verified on what came over the wire, judged, committed, and only then answered with 204; a stranger
/// learns nothing from the answer, not even which partners there are.
/// </summary>
internal sealed partial class WebhookDoor(
    DoorbellTable doorbells, DoorbellReader reader, EventJournal journal, TimeProvider clock, ILogger logger)
{
    private static readonly Problem NotGenuine = new(401, "unauthorized", "The doorbell could not be verified.");
    private static readonly Problem BadId = new(422, "bad_id", $"The message's id must be one, of 1 to {WebhookId.Longest} characters.");
    private static readonly Problem IdTaken = new(409, "id_taken", "This id came before with another body.");

    /// <summary>Takes every path below the doorbells', whether anybody is there or not; all others go on to the next door.</summary>
    public void Map(WebApplication app) => app.Use(next => context =>
    {
        var path = context.Request.Path.Value ?? "";
        return doorbells.IsPartnerPath(path) ? HandleAsync(context, path) : next(context);
    });

    private async Task HandleAsync(HttpContext context, string path)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            context.Response.Headers.Allow = HttpMethods.Post;
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            return;
        }

        var read = await RequestBody.ReadObjectAsync(context);
        using var body = read.Body;
        var bell = doorbells.Find(path);
        var problem = read.Problem ?? await TakeAsync(context, bell, read.Body!.RootElement);
        if (problem is null)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        if (bell is not null)
        {
            LogRefused(bell.Bell.Partner.Name.Name, bell.Bell.Receive.Event, problem.Status, problem.Code);
        }

        await problem.WriteAsync(context);
    }

    /// <summary>Null: taken, durably.</summary>
    private async Task<Problem?> TakeAsync(HttpContext context, RingingBell? ringing, JsonElement body)
    {
        if (!Verifier.IsGenuine(ringing, context, body) || ringing is null)
        {
            return NotGenuine;
        }

        var bell = ringing.Bell;
        if (!WebhookId.TryRead(bell.Partner.WebhookId, context.Request, body, out var id))
        {
            return BadId;
        }

        var reading = reader.Read(bell, body, id, EventTime.From(clock.GetUtcNow()));
        if (reading.Fault is { } fault)
        {
            return new Problem(422, fault.Code, "The body cannot be taken as this partner's mapping says.", fault.Field);
        }

        // One message may ring several doorbells: an id counts for one of them.
        var incoming = id is null ? null : new IncomingId(bell.Partner.Name, bell.Receive.Event, id, reading.Body);

        // Invariant 1: acknowledged only after this commit.
        var appended = await journal.AppendAsync(reading.Events, incoming: incoming);
        return appended.Any(a => a.Kind == AppendKind.IdTaken) ? IdTaken : null;
    }

    [LoggerMessage(4101, LogLevel.Warning, "A doorbell was refused: {Partner}/{Event} {Status} [{Code}]")]
    private partial void LogRefused(string partner, string @event, int status, string code);
}
