using HmsSync.Server.Answers;
using HmsSync.Server.Webhooks;
using Microsoft.AspNetCore.Builder;

namespace HmsSync.Server.Limits;

/// <summary>Turns away who asks too often, before anything of the request is read. Health is for everyone.</summary>
internal sealed class AddressGate(AddressRates rates, Refusals refusals)
{
    public static readonly Problem TooFast = new(429, "too_fast", "Too many requests. Send it again later.");

    public static readonly TimeSpan Later = TimeSpan.FromSeconds(1);

    public void Map(WebApplication app) => app.Use(next => context =>
    {
        if (context.Request.Path.Value is "/healthz" or "/readyz" || rates.TryTake(context.Connection.RemoteIpAddress))
        {
            return next(context);
        }

        refusals.Add(null, TooFast, context.Connection.RemoteIpAddress);
        return TooFast.WriteAsync(context, Later);
    });
}
