using HmsSync.Hosting.Control;
using HmsSync.Server.Access;
using HmsSync.Server.Answers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace HmsSync.Server.Api;

/// <summary>The delivery log.</summary>
internal sealed class DeliveriesApi(DeliveryList deliveries, TimeProvider clock)
{
    private const int UsualLimit = 100;
    private const int MostLimit = 10_000;

    public void Map(WebApplication app, Gate gate)
    {
        app.MapGet("/api/deliveries", gate.Guard(ListAsync));
        app.MapGet("/api/deliveries/{id}", gate.Guard(ShowAsync));
    }

    private Task ListAsync(HttpContext context)
    {
        var query = context.Request.Query;
        string? Text(string name) => query[name].ToString() is { Length: > 0 } text ? text : null;
        var now = clock.GetUtcNow();
        var (since, until) = (Text("since"), Text("until"));
        var (from, to) = (since is null ? null : TimeText.Parse(since, now), until is null ? null : TimeText.Parse(until, now));
        var limit = UsualLimit;
        var bad = (since is not null && from is null) || (until is not null && to is null)
            ? "since and until must be ISO 8601 times, epoch milliseconds, or durations such as 1h."
            : Text("limit") is { } asked
                && !(int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit is > 0 and <= MostLimit)
                ? "limit must be a number from 1 to 10000."
                : Text("key") is not null && Text("table") is null ? "key needs table." : null;
        return bad is not null
            ? new Problem(400, "bad_query", bad).WriteAsync(context)
            : JsonAnswer.WriteAsync(
                context, deliveries.Read(new DeliveryQuery(Text("partner"), Text("table"), Text("key"), from, to, limit)));
    }

    private Task ShowAsync(HttpContext context)
        => deliveries.One((string)context.Request.RouteValues["id"]!) is { } view
            ? JsonAnswer.WriteAsync(context, view)
            : new Problem(404, "no_delivery", "No delivery has this id, or it is long over.").WriteAsync(context);
}
