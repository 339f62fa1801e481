using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace HmsSync.Cli.Bench;

/// <summary>
/// The least that any stream must do, in a process of its own: what is posted to <c>/events</c> is written as it is to all who
/// read <c>/stream</c>. No journal, no numbers, no resuming, no bound.
/// </summary>
internal sealed class BareStream
{
    private readonly Lock _gate = new();
    private readonly List<byte[]> _frames = [];
    private TaskCompletionSource _turn = NewTurn();

    public Task RunAsync(TextWriter output, CancellationToken stop)
        => BareServer.RunAsync(
            context => context.Request.Path == "/events" ? TakeAsync(context) : FollowAsync(context), output, stop);

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        TaskCompletionSource turn;
        lock (_gate)
        {
            _frames.Add(body.ToArray());
            (turn, _turn) = (_turn, NewTurn());
        }

        turn.SetResult();
        context.Response.StatusCode = StatusCodes.Status202Accepted;
    }

    private async Task FollowAsync(HttpContext context)
    {
        var (output, stop) = (context.Response.BodyWriter, context.RequestAborted);
        context.Response.ContentType = "text/event-stream";
        var seen = Next(int.MaxValue).Count;
        await output.WriteAsync("id: 0\n\n"u8.ToArray(), stop);
        while (!stop.IsCancellationRequested)
        {
            var (frame, count, turn) = Next(seen);
            if (frame is null)
            {
                await output.FlushAsync(stop);
                await turn.WaitAsync(stop);
                continue;
            }

            output.Write(frame);
            seen = count;
        }
    }

    private (byte[]? Frame, int Count, Task Turn) Next(int seen)
    {
        lock (_gate)
        {
            return seen < _frames.Count ? (_frames[seen], seen + 1, _turn.Task) : (null, _frames.Count, _turn.Task);
        }
    }

    private static TaskCompletionSource NewTurn() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
