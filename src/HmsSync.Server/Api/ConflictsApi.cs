using System.Text.Json;
using System.Text;
using HmsSync.Changes;
using HmsSync.Hosting.Control;
using HmsSync.Hosting;
using HmsSync.Server.Access;
using HmsSync.Server.Answers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http;

namespace HmsSync.Server.Api;

/// <summary>The review queue: lists, shows, resolves and reverts conflicts.</summary>
internal sealed class ConflictsApi(EngineControl control)
{
    private static readonly Problem NoAnswer = new(
        422, "bad_answer", "Send {\"winner\": \"hms\"}, {\"winner\": PARTNER} or {\"value\": JSON}; one of them.", "winner");

    public void Map(WebApplication app, Gate gate)
    {
        app.MapGet("/api/conflicts", gate.Guard(context => JsonAnswer.WriteAsync(
            context, control.Conflicts.Read(context.Request.Query["all"].ToString() is "true" or "1"))));
        app.MapGet("/api/conflicts/{id:long}", gate.Guard(context => ShowAsync(context, Id(context))));
        app.MapPost("/api/conflicts/{id:long}/resolve", gate.Guard(ResolveAsync));
        app.MapPost("/api/conflicts/{id:long}/revert", gate.Guard(RevertAsync));
    }

    private static long Id(HttpContext context)
        => long.Parse((string)context.Request.RouteValues["id"]!, CultureInfo.InvariantCulture);

    private Task ShowAsync(HttpContext context, long id)
        => control.Conflicts.One(id) is { } view ? JsonAnswer.WriteAsync(context, view) : EndAsync(context, id, ConflictEnd.NotFound);

    private async Task ResolveAsync(HttpContext context)
    {
        var read = await RequestBody.ReadObjectAsync(context);
        using var body = read.Body;
        if (read.Problem is not null)
        {
            await read.Problem.WriteAsync(context);
            return;
        }

        var root = body!.RootElement;
        var (hasWinner, hasValue) = (root.TryGetProperty("winner", out var winner), root.TryGetProperty("value", out var value));
        if (hasWinner == hasValue || (hasWinner && winner.ValueKind != JsonValueKind.String))
        {
            await NoAnswer.WriteAsync(context);
            return;
        }

        if (PartnersApi.By(root) is not { } by)
        {
            await PartnersApi.BadBy.WriteAsync(context);
            return;
        }

        var id = Id(context);
        await EndAsync(context, id, hasWinner
            ? await control.Review.ResolveAsync(id, new Participant(winner.GetString()!), by)
            : await control.Review.ResolveAsync(id, Encoding.UTF8.GetBytes(value.GetRawText()), by));
    }

    private async Task RevertAsync(HttpContext context)
    {
        var by = PartnersApi.SomeOperator;
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody is true)
        {
            var read = await RequestBody.ReadObjectAsync(context);
            using var body = read.Body;
            if (read.Problem is not null || PartnersApi.By(body!.RootElement) is not { } given)
            {
                await (read.Problem ?? PartnersApi.BadBy).WriteAsync(context);
                return;
            }

            by = given;
        }

        await EndAsync(context, Id(context), await control.Review.RevertAsync(Id(context), by));
    }

    /// <summary>The row as it is now, or why nothing was done.</summary>
    private Task EndAsync(HttpContext context, long id, ConflictEnd end) => end.Kind switch
    {
        ConflictEndKind.Taken => ShowAsync(context, id),
        ConflictEndKind.NotFound => Refuse(404, end).WriteAsync(context),
        ConflictEndKind.Conflict => Refuse(409, end).WriteAsync(context),
        ConflictEndKind.Bad => Refuse(422, end).WriteAsync(context),
    };

    private static Problem Refuse(int status, ConflictEnd end) => new(status, end.Code, end.Detail, end.Field);
}
