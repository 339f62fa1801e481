using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace HmsSync.Partners;

/// <summary>The clerk's own screen: no token, no conditions; whatever happens there rings the doorbell.</summary>
internal sealed class ClinicDesk(ClinicBook book)
{
    public void MapTo(WebApplication app)
    {
        app.MapPost("/clerk/appointments", (RequestDelegate)MakeAsync);
        app.MapPost("/clerk/appointments/{id}/change", (RequestDelegate)ChangeAsync);
        app.MapPost("/clerk/appointments/{id}/remove", (RequestDelegate)RemoveAsync);
    }

    private async Task MakeAsync(HttpContext context)
    {
        var call = await ClinicCall.ReadAsync(context);
        var answer = call.Body is not { } body ? new ClinicAnswer(400, null)
            : book.Take(body["id"]?.ToString(), known => known is not null ? new ClinicDecision(409) : Done(201, ClinicShape.Whole(body)));
        await ClinicReply.ShowAsync(context, answer);
    }

    private async Task ChangeAsync(HttpContext context)
    {
        var call = await ClinicCall.ReadAsync(context);
        var answer = call.Body is not { } body ? new ClinicAnswer(400, null) : book.Take(
            ClinicReply.Id(context),
            known => known is null ? new ClinicDecision(404) : Done(200, ClinicShape.Patched(known.Record!, body)));
        await ClinicReply.ShowAsync(context, answer);
    }

    private Task RemoveAsync(HttpContext context)
    {
        var answer = book.Take(
            ClinicReply.Id(context),
            known => known is null ? new ClinicDecision(404) : new ClinicDecision(204, IsChange: true, ByClerk: true));
        return ClinicReply.SayAsync(context, answer.Status);
    }

    private static ClinicDecision Done(int status, JsonObject? fields)
        => fields is null ? new ClinicDecision(422) : new ClinicDecision(status, IsChange: true, fields, ByClerk: true);
}
