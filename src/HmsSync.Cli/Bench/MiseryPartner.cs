using System.Collections.Concurrent;
using System.Net;
using System.Text;
using HmsSync.Hosting;
using Microsoft.AspNetCore.Http;

namespace HmsSync.Cli.Bench;

/// <summary>
/// All partners of the misery run in one process: each under a path of its own, the dead ones on a port where nobody listens
/// until <c>POST /heal</c>. <c>GET /count</c> says what each has taken.
/// </summary>
internal sealed class MiseryPartner(TimeProvider clock)
{
    /// <summary>Shorter than the timeout that the run configures.</summary>
    public static readonly TimeSpan SlowAnswer = TimeSpan.FromMilliseconds(900);

    private static readonly TimeSpan Flap = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<int, ConcurrentDictionary<string, ConcurrentDictionary<string, int>>> _taken = new();
    private readonly TaskCompletionSource _healed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Says two addresses on one line: of those that live, and of the dead.</summary>
    public async Task RunAsync(TextWriter output, CancellationToken stop)
    {
        await using var living = BareServer.Build(0, ServeAsync);
        await living.StartAsync(stop);
        var port = FreePort();
        await using var dead = BareServer.Build(port, ServeAsync);
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{living.Urls.First()} http://127.0.0.1:{port}"));
        await output.FlushAsync(stop);
        await _healed.Task.WaitAsync(stop);
        await dead.StartAsync(stop);
        await stop.UntilCancelledAsync();
    }

    private Task ServeAsync(HttpContext context)
    {
        switch (context.Request.Path.Value)
        {
            case "/heal":
                _healed.TrySetResult();
                return Task.CompletedTask;
            case "/count":
                return context.Response.WriteAsync(Count());
            default:
                return TakeAsync(context);
        }
    }

    private async Task TakeAsync(HttpContext context)
    {
        var partner = int.Parse(context.Request.Path.Value!.AsSpan(1), CultureInfo.InvariantCulture);
        await context.Request.Body.CopyToAsync(Stream.Null);
        var kind = _healed.Task.IsCompleted ? MiseryKind.Healthy : MiseryCast.Of(partner);
        if (kind == MiseryKind.Flapping && clock.GetUtcNow().Ticks / Flap.Ticks % 2 == 1)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        if (kind == MiseryKind.Slow)
        {
            await Task.Delay(SlowAnswer, clock);
        }

        var headers = context.Request.Headers;
        var keys = _taken.GetOrAdd(partner, _ => new()).GetOrAdd(headers["HMS-Sync-Partner-Seq"].ToString(), _ => new());
        keys.AddOrUpdate(headers["Idempotency-Key"].ToString(), 1, (_, n) => n + 1);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    /// <summary>A line each: partner, deliveries taken, repeats of one, deliveries under more than one key.</summary>
    private string Count()
    {
        var text = new StringBuilder();
        foreach (var (partner, deliveries) in _taken)
        {
            text.Append(CultureInfo.InvariantCulture, $"{partner} {deliveries.Count} ")
                .Append(CultureInfo.InvariantCulture, $"{deliveries.Values.Sum(keys => keys.Values.Sum() - 1)} ")
                .Append(CultureInfo.InvariantCulture, $"{deliveries.Values.Count(keys => keys.Count > 1)}\n");
        }

        return text.ToString();
    }

    private static int FreePort()
    {
        using var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
