using HmsSync.Server.Answers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace HmsSync.Server.Hosting;

/// <summary>
/// Pages of the origins that <c>server.cors</c> lists may read the reading doors in a browser; nobody else, and nothing else
/// (Fetch standard, CORS protocol).
/// </summary>
internal sealed class CorsRules(IReadOnlyList<string> origins)
{
    private static readonly string[] Doors = ["/replay", "/stream"];

    public void Map(WebApplication app) => app.Use(next => context =>
    {
        if (!Doors.Contains(context.Request.Path.Value, StringComparer.Ordinal))
        {
            return next(context);
        }

        var headers = context.Response.Headers;
        headers.Append(HeaderNames.Vary, HeaderNames.Origin);
        var origin = context.Request.Headers.Origin.ToString();
        var isListed = origins.Contains(origin, StringComparer.Ordinal);
        if (isListed)
        {
            headers.AccessControlAllowOrigin = origin;
        }

        return HttpMethods.IsOptions(context.Request.Method) && origin.Length > 0
            ? PreflightAsync(context, isListed)
            : next(context);
    });

    /// <summary>The browser's question before it sends a header of the page's own.</summary>
    private static Task PreflightAsync(HttpContext context, bool isListed)
    {
        if (!isListed)
        {
            return new Problem(403, "origin_refused", "Pages of this origin may not read here; server.cors lists those that may.")
                .WriteAsync(context);
        }

        var headers = context.Response.Headers;
        headers.AccessControlAllowMethods = "GET, HEAD";
        headers.AccessControlAllowHeaders = "Authorization, Last-Event-ID";
        headers.AccessControlMaxAge = "600";
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}
