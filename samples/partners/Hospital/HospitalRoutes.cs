using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace HmsSync.Partners;

/// <summary>What the scheduler answers, route by route.</summary>
internal sealed class HospitalRoutes(HospitalBeds beds, string token, CallScreen screen)
{
    private readonly Proof _proof = new(token);

    public void MapTo(WebApplication app)
    {
        app.MapPost("/api/v1/reserveBeds", (RequestDelegate)ReserveAsync);
        app.MapGet("/ward", (RequestDelegate)(context => Answers.ShowAsync(context, beds.Ward)));
        app.MapPost("/ward/cancel", (RequestDelegate)CancelAsync);
    }

    private async Task ReserveAsync(HttpContext context)
    {
        var call = await PartnerCall.ReadAsync(context);
        var (status, error) = Judge(call);
        screen.Came("POST", context.Request.Path, call.Body, status);
        await Answers.SayAsync(context, status, error);
    }

    private (int Status, string? Error) Judge(PartnerCall call)
    {
        if (call.Body is not { } body)
        {
            return (400, "not_json");
        }

        if (!_proof.IsIn(body, "token"))
        {
            return (401, "unauthorized");
        }

        if (HospitalShape.Reservation(call) is not { } line)
        {
            return (422, "wrong_shape");
        }

        var status = beds.Reserve(line, call);
        return (status, status == 422 ? "idempotency_key_reused" : null);
    }

    private async Task CancelAsync(HttpContext context)
    {
        if (beds.Cancel() is not { } ward)
        {
            await Answers.SayAsync(context, 409, "no_bed_booked");
            return;
        }

        context.Response.StatusCode = 202;
        await Answers.ShowAsync(context, ward);
    }
}
