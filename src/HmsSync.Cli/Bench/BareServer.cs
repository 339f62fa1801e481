using HmsSync.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace HmsSync.Cli.Bench;

/// <summary>Kestrel on loopback with nothing in front of the benchmark's own handler.</summary>
internal static class BareServer
{
    /// <summary>Serves in this process until told to stop; its address is the first line of the output.</summary>
    public static async Task RunAsync(RequestDelegate serve, TextWriter output, CancellationToken stop)
    {
        await using var app = Build(0, serve);
        await app.StartAsync(stop);
        await output.WriteLineAsync(app.Urls.First());
        await output.FlushAsync(stop);
        await stop.UntilCancelledAsync();
    }

    /// <summary>Not started yet; on port 0 it takes a free one.</summary>
    public static WebApplication Build(int port, RequestDelegate serve)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        var app = builder.Build();
        app.Run(serve);
        return app;
    }
}
