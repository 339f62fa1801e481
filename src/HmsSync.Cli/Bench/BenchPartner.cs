using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace HmsSync.Cli.Bench;

/// <summary>
/// A bare Kestrel partner in a process of its own: reads the body, counts, answers 204, optionally after a delay. Answers
/// <c>GET /last</c> with the wall clock time of the last push it took, in microseconds.
/// </summary>
internal static class BenchPartner
{
    public static Task RunAsync(TimeSpan delay, TextWriter output, TimeProvider clock, CancellationToken stop)
    {
        var arrivals = new BenchArrivals();
        return BareServer.RunAsync(context => ServeAsync(context, arrivals, delay, clock), output, stop);
    }

    private static async Task ServeAsync(HttpContext context, BenchArrivals arrivals, TimeSpan delay, TimeProvider clock)
    {
        if (context.Request.Path == "/arrivals")
        {
            await context.Response.WriteAsync(arrivals.Take());
            return;
        }

        var buffer = context.Request.BodyReader;
        while (true)
        {
            var read = await buffer.ReadAsync();
            if (read.IsCompleted)
            {
                if (context.Request.Path == "/stamped")
                {
                    arrivals.Add(read.Buffer.FirstSpan, Stopwatch.GetTimestamp());
                }

                buffer.AdvanceTo(read.Buffer.End);
                break;
            }

            buffer.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }

        if (delay > TimeSpan.Zero)
        {
            await Task.Delay(delay, clock);
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}
