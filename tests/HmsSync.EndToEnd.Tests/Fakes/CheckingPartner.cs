using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace HmsSync.EndToEnd.Tests.Fakes;

/// <summary>A partner in the process of the tests that writes down every push and checks what the engine promises of them.</summary>
internal sealed class CheckingPartner : IAsyncDisposable
{
    private readonly WebApplication _app;
    private volatile Func<Push, int> _answer = _ => StatusCodes.Status200OK;

    private CheckingPartner(int port)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        _app = builder.Build();
        _app.Run(TakeAsync);
    }

    public PushLog Log { get; } = new();

    /// <summary>Its address, without a slash at the end.</summary>
    public string Url { get; private set; } = "";

    /// <summary>Decides the status of each answer, after the push was written down; 0: the connection is cut instead.</summary>
    public Func<Push, int> Answer
    {
        set => _answer = value;
    }

    public static async Task<CheckingPartner> StartAsync(int port = 0)
    {
        var partner = new CheckingPartner(port);
        await partner._app.StartAsync();
        partner.Url = partner._app.Urls.Single().TrimEnd('/');
        return partner;
    }

    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource();
        await atOnce.CancelAsync();
        await _app.StopAsync(atOnce.Token);
        await _app.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        string Header(string name) => context.Request.Headers[name].ToString();
        var push = new Push(
            context.Request.Method,
            Header("HMS-Sync-Key"),
            Header("HMS-Sync-Op"),
            long.Parse(Header("HMS-Sync-Seq"), System.Globalization.CultureInfo.InvariantCulture),
            long.Parse(Header("HMS-Sync-Partner-Seq"), System.Globalization.CultureInfo.InvariantCulture),
            Header("Idempotency-Key"),
            body);
        Log.Add(push);
        var status = _answer(push);
        if (status == 0)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = status;
    }
}
