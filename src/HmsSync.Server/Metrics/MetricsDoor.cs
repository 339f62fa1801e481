using Microsoft.AspNetCore.Http;

namespace HmsSync.Server.Metrics;

/// <summary>
/// <c>GET /metrics</c>, for whoever may use the api: names of partners and how they stand are not for strangers.
/// </summary>
internal sealed class MetricsDoor(MetricScrape scrape)
{
    public Task HandleAsync(HttpContext context)
    {
        context.Response.ContentType = PrometheusText.ContentType;
        return context.Response.WriteAsync(scrape.Read(), context.RequestAborted);
    }
}
