using HmsSync.Hosting;
using HmsSync.Server.Answers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace HmsSync.Server.Health;

/// <summary>
/// <c>/healthz</c>: the process answers. <c>/readyz</c>: hub, store and feeds are in order, or why not; a partner that is
/// away is only named. Open to everyone who can reach the port: neither tells more than names and codes.
/// </summary>
internal static class HealthDoor
{
    public static void Map(WebApplication app, EngineControl control)
    {
        app.MapGet("/healthz", (RequestDelegate)(context => JsonAnswer.WriteAsync(context, new { status = "up" })));
        app.MapGet("/readyz", (RequestDelegate)(context =>
        {
            var readiness = control.Readiness;
            return JsonAnswer.WriteAsync(context, readiness, readiness.Ready ? 200 : 503);
        }));
    }
}
