using HmsSync.Hosting.Control;
using HmsSync.Hosting;
using HmsSync.Server.Access;
using HmsSync.Server.Answers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace HmsSync.Server.Api;

/// <summary>Everything that commands and the dashboard read and do.</summary>
internal static class ApiDoor
{
    private const int UsualLimit = 1_000;
    private const int MostLimit = 10_000;

    public static void Map(WebApplication app, Gate gate, EngineControl control, TimeProvider clock)
    {
        app.MapGet("/api/status", gate.Guard(context => JsonAnswer.WriteAsync(context, control.Status.Read())));
        app.MapGet("/api/partners", gate.Guard(context => JsonAnswer.WriteAsync(context, control.Partners.Read())));
        app.MapGet("/api/events", gate.Guard(context => EventsAsync(context, control.Events, clock)));
        app.MapGet("/api/audit", gate.Guard(context => AuditAsync(context, control.Audit)));
        new ConflictsApi(control).Map(app, gate);
        new ResumeApi(control.Resume).Map(app, gate);
        new BackfillApi(control.Backfill).Map(app, gate);
        new ParkedApi(control).Map(app, gate);
        new DeliveriesApi(control.Deliveries, clock).Map(app, gate);
        new PartnersApi(control.Switch).Map(app, gate);
        new LinkApi(control.Switch, control.Links).Map(app, gate);
    }

    private static Task EventsAsync(HttpContext context, EventList events, TimeProvider clock)
    {
        var query = context.Request.Query;
        var since = query["since"].ToString();
        var time = since.Length == 0 ? null : TimeText.Parse(since, clock.GetUtcNow());
        if (since.Length > 0 && time is null)
        {
            return Bad("since", "an ISO 8601 time, epoch milliseconds, or a duration such as 1h").WriteAsync(context);
        }

        if (!TryLimits(query, out var after, out var limit, out var problem))
        {
            return problem.WriteAsync(context);
        }

        var topic = query["topic"].ToString();
        return JsonAnswer.WriteAsync(
            context, events.Read(new EventQuery(time, topic.Length == 0 ? null : topic, after, limit)));
    }

    private static Task AuditAsync(HttpContext context, AuditList audit)
    {
        var query = context.Request.Query;
        var partner = query["partner"].ToString();
        return TryLimits(query, out var after, out var limit, out var problem)
            ? JsonAnswer.WriteAsync(context, audit.Read(after, limit, partner.Length == 0 ? null : partner))
            : problem.WriteAsync(context);
    }

    private static bool TryLimits(IQueryCollection query, out long after, out int limit, out Problem problem)
    {
        (after, limit) = (0, UsualLimit);
        var (afterText, limitText) = (query["after"].ToString(), query["limit"].ToString());
        var afterIsGood = afterText.Length == 0
            || (long.TryParse(afterText, NumberStyles.None, CultureInfo.InvariantCulture, out after) && after >= 0);
        var limitIsGood = limitText.Length == 0
            || (int.TryParse(limitText, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit is > 0 and <= MostLimit);
        problem = afterIsGood ? Bad("limit", $"a number from 1 to {MostLimit}") : Bad("after", "a number, 0 or more");
        return afterIsGood && limitIsGood;
    }

    private static Problem Bad(string name, string form) => new(400, "bad_query", $"{name} must be {form}.", name);
}
