using Microsoft.AspNetCore.Http;

namespace HmsSync.Partners;

/// <summary>Writes answers.</summary>
internal static class ClinicReply
{
    /// <summary>Routing leaves an escaped slash as it is.</summary>
    public static string Id(HttpContext context)
        => context.Request.RouteValues["id"]?.ToString()?.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase) ?? "";

    /// <summary>An acknowledgement with the appointment and its tag, or a refusal with a word.</summary>
    public static Task ShowAsync(HttpContext context, ClinicAnswer answer)
    {
        if (answer.Status >= 300 || answer.Line?.Record is null)
        {
            return SayAsync(context, answer.Status);
        }

        context.Response.StatusCode = answer.Status;
        context.Response.Headers.ETag = answer.Line.Etag;
        return context.Response.WriteAsJsonAsync(answer.Line.Record, context.RequestAborted);
    }

    public static Task SayAsync(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        var error = status switch
        {
            400 => "not_json",
            401 => "unauthorized",
            404 => "not_found",
            409 => "id_taken",
            410 => "cursor_gone",
            412 => "version_moved",
            422 => "refused",
            _ => null,
        };
        return error is null ? Task.CompletedTask : context.Response.WriteAsJsonAsync(new { error }, context.RequestAborted);
    }
}
