using System.Buffers;
using System.Text;
using HmsSync.Server.Access;
using HmsSync.Server.Answers;
using HmsSync.Views;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace HmsSync.Server.Replaying;

/// <summary>
/// <c>GET /replay</c>: what was missed, oldest first. Written page by page as it is read, so that its size costs no memory; an
/// answer that breaks off is cut, never ended as if it were whole.
/// </summary>
internal sealed class ReplayDoor(EventViews views, ReadTurns turns, TimeProvider clock, CancellationToken stopping)
{
    private const string Ndjson = "application/x-ndjson";

    /// <summary>Events of a JSON answer, when nothing is said and at most; NDJSON goes on to the end.</summary>
    private const int UsualLimit = 1_000;
    private const int MostLimit = 10_000;

    public async Task HandleAsync(HttpContext context)
    {
        var question = ViewQuestion.Read(context, views, clock, out var problem);
        var isLines = WantsLines(context.Request);
        if (!isLines && question?.Limit > MostLimit)
        {
            problem = new Problem(
                400, "bad_query", $"limit must be {MostLimit} or less; with Accept: {Ndjson} it may be more.", "limit");
        }

        if (problem is not null)
        {
            await problem.WriteAsync(context);
            return;
        }

        context.Response.ContentType = isLines ? Ndjson : "application/json";
        context.Response.Headers.Append(HeaderNames.Vary, HeaderNames.Accept);
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await WriteAsync(context, question!, isLines);
        }
    }

    private async Task WriteAsync(HttpContext context, ViewQuestion question, bool isLines)
    {
        var (view, stop, caller) = (question.View, context.RequestAborted, Gate.CallerOf(context));
        var start = await turns.TakeAsync(question.Start, stop);
        var form = isLines ? FrameForm.Lines : FrameForm.Items;
        var limit = question.Limit ?? (isLines ? long.MaxValue : UsualLimit);
        var reader = new ReplayReader(view, start, question.Topics, limit, form);
        var buffer = new FrameBuffer();
        var output = context.Response.BodyWriter;
        var isFirst = true;
        var more = await turns.TakeAsync(() => reader.Read(buffer), stop);
        if (!isLines)
        {
            output.Write("{\"events\":["u8);
        }

        while (more)
        {
            // Before the first item no comma stands.
            output.Write(buffer.Written[(isFirst && !isLines ? Math.Min(1, buffer.Length) : 0)..]);
            isFirst &= buffer.Length == 0;
            var flushed = await output.FlushAsync(stop);
            more = !flushed.IsCompleted && !stopping.IsCancellationRequested && !caller.HasEnded(clock.GetUtcNow())
                && await turns.TakeAsync(() => reader.Read(buffer), stop);
        }

        output.Write(End(reader, view, isLines));
        await output.FlushAsync(stop);
    }

    /// <summary><c>next</c> leads on where something is left; <c>last</c> is where to go on when nothing is.</summary>
    private static byte[] End(ReplayReader reader, EventView view, bool isLines)
    {
        var last = view.CursorAt(reader.Last);
        var next = reader.HasMore ? $"\"{last}\"" : "null";
        var gap = reader.Gap is { } g
            ? string.Create(CultureInfo.InvariantCulture, $"{{\"from\":{g.From},\"to\":{g.To}}}")
            : "null";
        return Encoding.ASCII.GetBytes($"{(isLines ? "{" : "],")}\"next\":{next},\"gap\":{gap},\"last\":\"{last}\"}}\n");
    }

    private static bool WantsLines(HttpRequest request)
        => MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var types)
            && types.Any(type => type.MediaType.Equals(Ndjson, StringComparison.OrdinalIgnoreCase));
}
