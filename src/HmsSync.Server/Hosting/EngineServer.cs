using System.Buffers.Text;
using System.Security.Cryptography;
using HmsSync.Configuration;
using HmsSync.Feeds.Doorbells;
using HmsSync.Hosting;
using HmsSync.Hosting.Control;
using HmsSync.Server.Access;
using HmsSync.Server.Api;
using HmsSync.Server.Health;
using HmsSync.Server.Limits;
using HmsSync.Server.Metrics;
using HmsSync.Server.OpenApi;
using HmsSync.Server.Publishing;
using HmsSync.Server.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HmsSync.Server.Hosting;

/// <summary>The engine's doors: webhooks, publishing, reading, health, metrics and the api, on one listener.</summary>
internal sealed class EngineServer : IAsyncDisposable
{
    private const int TokenBytes = 32;

    private readonly WebApplication _app;
    private readonly ReadingDoors _reading;
    private readonly IReadOnlyList<IDisposable> _parts;
    private readonly EngineFile? _file;

    private EngineServer(
        WebApplication app, ReadingDoors reading, IReadOnlyList<IDisposable> parts, Uri url, string token, EngineFile? file)
    {
        _app = app;
        _reading = reading;
        _parts = parts;
        _file = file;
        Url = url;
        Token = token;
    }

    /// <summary>Where it listens, with the port it got.</summary>
    public Uri Url { get; }

    /// <summary>The admin token of this run; never print it.</summary>
    public string Token { get; }

    /// <summary>Its routes as <c>METHOD /path</c>, without the doorbells, which the configuration names.</summary>
    public IEnumerable<string> Routes
        => from source in ((IEndpointRouteBuilder)_app).DataSources
           from endpoint in source.Endpoints.OfType<RouteEndpoint>()
           from method in endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods
           select $"{method} {endpoint.RoutePattern.RawText}";

    /// <summary>Listens, and writes the file by which commands reach the engine.</summary>
    /// <exception cref="IOException">The address is taken, or the file cannot be written.</exception>
    public static async Task<EngineServer> StartAsync(Engine engine, EnginePlan plan, CancellationToken cancellation)
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));
        var control = new EngineControl(engine);
        var keys = engine.OpenHubKeys();
        var metrics = new MetricScrape(engine.Meter);
        var app = Build(engine, plan);
        var access = new AccessParts(engine, plan.Server, token);
        var refusals = new Refusals(engine.Clock);
        if (plan.Server.RatePerAddress is { } rate)
        {
            new AddressGate(new AddressRates(rate, engine.Clock), refusals).Map(app);
        }

        var webhooks = new WebhookDoor(
            new DoorbellTable(plan, engine.Clock, access.Doorbells), new DoorbellReader(keys), engine.Polls, engine.Journal,
            engine.Clock, engine.Meter, refusals, engine.Loggers.CreateLogger("HmsSync.Webhooks"));
        webhooks.Map(app);
        new CorsRules(plan.Server.Cors).Map(app);
        app.UseRouting();
        var gate = access.Gate;
        access.Map(app);
        new RefusalsApi(refusals).Map(app, gate);
        HealthDoor.Map(app, control);
        var document = OpenApiDocument.Write(StatusReader.Version);
        app.MapGet("/openapi/v1.json", (RequestDelegate)(context =>
        {
            context.Response.ContentType = "application/json";
            return context.Response.Body.WriteAsync(document).AsTask();
        }));
        ApiDoor.Map(app, gate, control, engine.Clock);
        app.MapPost("/events", gate.Guard(Scopes.Publish, new PublishDoor(control.Publisher).HandleAsync));
        app.MapGet("/metrics", gate.Guard(new MetricsDoor(metrics).HandleAsync));
        var reading = new ReadingDoors(engine);
        reading.Map(app, gate);
        IReadOnlyList<IDisposable> parts = [control, keys, reading, metrics, access];
        try
        {
            await app.StartAsync(cancellation);
            var url = new Uri(app.Urls.First());
            var file = engine.Store.Place.InMemory ? null : EngineFile.Write(plan.StorePath, url, token, engine.Store.Epoch);
            return new EngineServer(app, reading, parts, url, token, file);
        }
        catch (IOException)
        {
            await app.DisposeAsync();
            Close(parts);
            throw;
        }
    }

    /// <summary>No new requests; those under way may end.</summary>
    public async ValueTask DisposeAsync()
    {
        _file?.Remove();
        await _reading.StopAsync();
        using var grace = new CancellationTokenSource(Engine.StopGrace);
        await _app.StopAsync(grace.Token);
        await _app.DisposeAsync();
        Close(_parts);
    }

    private static void Close(IReadOnlyList<IDisposable> parts)
    {
        foreach (var part in parts)
        {
            part.Dispose();
        }
    }

    /// <summary>
    /// Nothing but what is said here: no settings files of the working folder, no ASPNETCORE_ variables, and no request logs,
    /// which would hold what callers wrote.
    /// </summary>
    private static WebApplication Build(Engine engine, EnginePlan plan)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(engine.Loggers.CreateLogger<FaultBoundary>());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => KestrelSetup.Apply(kestrel, plan.Server.Listen));
        var app = builder.Build();
        app.UseMiddleware<FaultBoundary>();
        return app;
    }
}
