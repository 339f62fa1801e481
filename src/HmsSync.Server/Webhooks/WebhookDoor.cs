using HmsSync.Changes;
using HmsSync.Diagnostics;
using HmsSync.Feeds.Doorbells;
using HmsSync.Hosting;
using HmsSync.Journal;
using HmsSync.Server.Answers;
using HmsSync.Server.Limits;
using HmsSync.Server.Publishing;
using HmsSync.Server.Webhooks.Proofs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace HmsSync.Server.Webhooks;

/// <summary>
/// A partner's doorbells. Verified on what came over the wire, judged, committed, and only then answered with 204; a stranger
/// learns nothing from the answer, not even which partners there are.
/// </summary>
internal sealed partial class WebhookDoor(
    DoorbellTable doorbells, DoorbellReader reader, PartnerPolls polls, EventJournal journal, TimeProvider clock, SyncMeter meter,
    Refusals refusals, ILogger logger)
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
        var problem = await CountedAsync(
            bell,
            () => read.Problem is null
                ? TakeAsync(new Ringing(context, read.Bytes, read.Body!.RootElement), bell)
                : Refused(read.Problem));
        if (problem is null)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        refusals.Add(bell, problem, context.Connection.RemoteIpAddress);
        if (bell is not null)
        {
            LogRefused(bell.Bell.Partner.Name.Name, bell.Bell.Receive.Event, problem.Status, problem.Code);
        }

        await (problem == AddressGate.TooFast ? problem.WriteAsync(context, AddressGate.Later) : problem.WriteAsync(context));
    }

    /// <summary>What came with a trace goes on with it.</summary>
    private static IReadOnlyList<NewEvent> Traced(HttpContext context, IReadOnlyList<NewEvent> events)
        => TraceParent.Read(context.Request.Headers[TraceParent.Header]) is { } trace
            ? [.. events.Select(e => e with { Trace = trace })]
            : events;

    private static Task<Taking> Refused(Problem problem) => Task.FromResult(new Taking(problem, "refused"));

    /// <summary>What could not be kept, and is to be sent again, ends in an exception: it counts as failed.</summary>
    private async Task<Problem?> CountedAsync(RingingBell? bell, Func<Task<Taking>> take)
    {
        var outcome = "failed";
        try
        {
            (var problem, outcome) = await take();
            return problem;
        }
        finally
        {
            // Invariant 9: a path that leads to nobody is a stranger's text and no label.
            var partner = bell?.Bell.Partner.Name.Name ?? "unknown";
            meter.Webhooks.Add(1, new("partner", partner), new KeyValuePair<string, object?>("outcome", outcome));
        }
    }

    private async Task<Taking> TakeAsync(Ringing ringing, RingingBell? rung)
    {
        if (!doorbells.IsGenuine(rung, ringing) || rung is null)
        {
            return new Taking(NotGenuine, "unauthorized");
        }

        if (rung.Rate?.TryTake() is false)
        {
            return await Refused(AddressGate.TooFast);
        }

        var request = ringing.Context.Request;
        var (body, eventId, unread) = CloudEventForm.IsOne(request.ContentType)
            ? CloudEventForm.Open(ringing.Body)
            : (ringing.Body, null, null);
        if (unread is not null)
        {
            return await Refused(unread);
        }

        var (bell, ownId) = (rung.Bell, rung.Proof?.IdOf(ringing) ?? eventId);
        if (!WebhookId.TryRead(bell.Partner.WebhookId, ownId, request, ringing.Body, out var id))
        {
            return await Refused(BadId);
        }

        if (bell.Receive.Poll is { } table)
        {
            // Nothing in it is to be kept; should we die now, the next start looks anyway.
            polls.Ask(bell.Partner.Name, table);
            return new Taking(null, "taken");
        }

        var reading = reader.Read(bell, body, id, EventTime.From(clock.GetUtcNow()));
        if (reading.Fault is { } fault)
        {
            return await Refused(
                new Problem(422, fault.Code, "The body cannot be taken as this partner's mapping says.", fault.Field));
        }

        // One message may ring several doorbells: an id counts for one of them.
        var incoming = id is null ? null : new IncomingId(bell.Partner.Name, bell.Receive.Event, id, reading.Body);

        // Invariant 1: acknowledged only after this commit.
        var appended = await journal.AppendAsync(Traced(ringing.Context, reading.Events), incoming: incoming);
        return appended.Any(a => a.Kind == AppendKind.IdTaken) ? await Refused(IdTaken)
            : new Taking(null, appended.Any(a => a.Kind == AppendKind.New) ? "taken" : "repeated");
    }

    [LoggerMessage(4101, LogLevel.Warning, "A doorbell was refused: {Partner}/{Event} {Status} [{Code}]")]
    private partial void LogRefused(string partner, string @event, int status, string code);

    /// <param name="Problem">Null: taken, durably, or seen before.</param>
    /// <param name="Outcome">As the metric calls it.</param>
    private readonly record struct Taking(Problem? Problem, string Outcome);
}
