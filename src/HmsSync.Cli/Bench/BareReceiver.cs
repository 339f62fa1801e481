using Microsoft.AspNetCore.Http;

namespace HmsSync.Cli.Bench;

/// <summary>
/// The least that any receiver must do, in a process of its own: it reads the body and answers 204. Nothing is verified or kept.
/// </summary>
internal static class BareReceiver
{
    public static Task RunAsync(TextWriter output, CancellationToken stop)
        => BareServer.RunAsync(
            async context =>
            {
                await context.Request.Body.CopyToAsync(Stream.Null);
                context.Response.StatusCode = StatusCodes.Status204NoContent;
            },
            output,
            stop);
}
