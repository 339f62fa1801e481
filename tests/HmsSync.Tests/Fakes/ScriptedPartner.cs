using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace HmsSync.Tests.Fakes;

/// <summary>
/// A partner that really listens (on 127.0.0.1, a free port), records what it is sent and answers what the test says.
/// Without a script it answers 200 with nothing.
/// </summary>
internal sealed class ScriptedPartner : IAsyncDisposable
{
    private readonly ConcurrentQueue<RecordedRequest> _all = new();
    private readonly Channel<RecordedRequest> _fresh = Channel.CreateUnbounded<RecordedRequest>();
    private readonly WebApplication _app;

    private ScriptedPartner(bool https, HttpsConnectionAdapterOptions? tls)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (tls is not null)
            {
                listen.UseHttps(tls);
            }
            else if (https)
            {
                listen.UseHttps(SelfSigned());
            }
        }));
        _app = builder.Build();
        _app.Run(HandleAsync);
    }

    /// <summary>Answers each request; called after the request was recorded.</summary>
    public Func<RecordedRequest, HttpContext, Task> Script { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Its address, ending in a slash.</summary>
    public Uri Url { get; private set; } = new("http://127.0.0.1");

    public IReadOnlyCollection<RecordedRequest> Requests => _all;

    public static async Task<ScriptedPartner> StartAsync(bool https = false, HttpsConnectionAdapterOptions? tls = null)
    {
        var partner = new ScriptedPartner(https, tls);
        await partner._app.StartAsync();
        partner.Url = new Uri(partner._app.Urls.Single());
        return partner;
    }

    /// <summary>From now on every request gets this status and these headers.</summary>
    public void Answer(int status, params (string Name, string Value)[] headers)
        => Script = (_, context) =>
        {
            context.Response.StatusCode = status;
            foreach (var (name, value) in headers)
            {
                context.Response.Headers.Append(name, value);
            }

            return Task.CompletedTask;
        };

    /// <summary>The next request that no one has taken yet.</summary>
    public ValueTask<RecordedRequest> NextAsync(CancellationToken stop) => _fresh.Reader.ReadAsync(stop);

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync(); // a script that hangs must not hold up the test's end
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var request = new RecordedRequest(
            context.Request.Method,
            context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
            context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            await reader.ReadToEndAsync(context.RequestAborted),
            context.Connection.Id);
        _all.Enqueue(request);
        await _fresh.Writer.WriteAsync(request, context.RequestAborted);
        await Script(request, context);
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=nobody trusts this", key, HashAlgorithmName.SHA256);
        using var made = request.CreateSelfSigned(
            new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero),
            new DateTimeOffset(2099, 1, 1, 0, 0, 0, TimeSpan.Zero));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }
}
