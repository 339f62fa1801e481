using HmsSync.Server.Access;
using HmsSync.Server.Answers;
using HmsSync.Server.Webhooks;
using Microsoft.AspNetCore.Builder;

namespace HmsSync.Server.Api;

/// <summary>Lists doorbells that were refused.</summary>
internal sealed class RefusalsApi(Refusals refusals)
{
    public void Map(WebApplication app, Gate gate)
        => app.MapGet("/api/webhooks/rejected", gate.Guard(context =>
        {
            var partner = context.Request.Query["partner"].ToString();
            return JsonAnswer.WriteAsync(context, refusals.Newest(partner.Length == 0 ? null : partner, Refusals.Most));
        }));
}
