using System.Diagnostics;
using HmsSync.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HmsSync.Cli.Bench;

/// <summary>
/// A bare Kestrel partner in a process of its own: reads the body, counts, answers 204, optionally after a delay. Answers
/// <c>GET /last</c> with the wall clock time of the last push it took, in microseconds.
/// </summary>
internal static class BenchPartner
{
    public static async Task RunAsync(TimeSpan delay, TextWriter output, TimeProvider clock, CancellationToken stop)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        var arrivals = new BenchArrivals();
        app.Run(context => ServeAsync(context, arrivals, delay, clock));
        await app.StartAsync(stop);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        await output.WriteLineAsync(address.Addresses.First());
        await output.FlushAsync(stop);
        await stop.UntilCancelledAsync();
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
