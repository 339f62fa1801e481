using HmsSync.Diagnostics;
using HmsSync.Server.Access;
using HmsSync.Server.Replaying;
using HmsSync.Views;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace HmsSync.Server.Streaming;

/// <summary>
/// <c>GET /stream</c>: a view as Server-Sent Events (WHATWG HTML 9.2). With a good question it answers 200 or closes, because
/// any other status makes a browser stop for good.
/// </summary>
internal sealed partial class StreamDoor(
    EventViews views, ReadTurns turns, TimeProvider clock, SyncMeter meter, ILogger logger, CancellationToken stopping)
{
    private const string LastEventId = "Last-Event-ID";

    /// <summary>One client more is sent away and comes again.</summary>
    public StreamSeats Seats { get; init; } = new(4_096);

    public async Task HandleAsync(HttpContext context)
    {
        var question = ViewQuestion.Read(context, views, clock, out var problem);
        if (question is null)
        {
            await problem!.WriteAsync(context);
            return;
        }

        var headers = context.Response.Headers;
        context.Response.ContentType = "text/event-stream";
        headers.CacheControl = "no-cache, no-store";
        headers["X-Accel-Buffering"] = "no";
        if (HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        var key = Gate.CallerOf(context).Key?.Id;
        var isSeated = Seats.Take(key);
        try
        {
            await FollowAsync(context, question, isSeated);
        }
        finally
        {
            if (isSeated)
            {
                Seats.Leave(key);
            }
        }
    }

    private async Task FollowAsync(HttpContext context, ViewQuestion question, bool isSeated)
    {
        var output = new StreamOutput(context.Response.BodyWriter, clock, context.RequestAborted);
        if (!isSeated || stopping.IsCancellationRequested)
        {
            LogFull(Seats.Most);
            await output.SendAwayAsync();
            return;
        }

        meter.StreamClients.Add(1);
        try
        {
            await output.BeginAsync();
            var start = await turns.TakeAsync(() => Start(context.Request, question), context.RequestAborted);
            await new StreamClient(question, output, turns, MayStay(context)).RunAsync(start);
        }
        catch (OperationCanceledException)
        {
            // The client hung up, which may be seen by a write before the request is told so.
        }
        catch (SlowClientException)
        {
            // It goes on where it was: the last id that it has seen leads to all that is kept.
            LogSlow();
            context.Abort();
        }
        catch (Microsoft.Data.Sqlite.SqliteException fault)
        {
            // It comes again by itself; what it missed is then read from where it was.
            LogStore(fault.SqliteErrorCode);
        }
        finally
        {
            meter.StreamClients.Add(-1);
        }
    }

    /// <summary>Until its key or token ends, or the engine.</summary>
    private Func<bool> MayStay(HttpContext context)
    {
        var caller = Gate.CallerOf(context);
        return () => !stopping.IsCancellationRequested && !caller.HasEnded(clock.GetUtcNow());
    }

    /// <summary>Where the client was; without a word of it, at what comes now.</summary>
    private static ViewStart Start(HttpRequest request, ViewQuestion question)
    {
        var known = request.Headers[LastEventId].ToString();
        if (known.Length > 0)
        {
            // From outside, and a browser cannot mend it: whatever is no cursor of ours is a gap.
            return Cursor.TryParse(known, out var cursor) ? question.View.At(cursor) : question.View.AtOldest();
        }

        return question.After is null && question.Since is null ? question.View.AtNewest() : question.Start();
    }

    [LoggerMessage(
        4201, LogLevel.Warning,
        "A stream's client was sent away: there are {Most}, or a quarter of that by its key, or the engine is stopping.")]
    private partial void LogFull(int most);

    [LoggerMessage(4202, LogLevel.Warning, "A stream's client was cut: it did not read. It can go on from its last id.")]
    private partial void LogSlow();

    [LoggerMessage(4203, LogLevel.Error, "A stream was closed, the store could not be read (SQLite {Code}); the client comes again.")]
    private partial void LogStore(int code);
}
