using Microsoft.AspNetCore.Http;

namespace HmsSync.Partners;

/// <summary>What partners answer.</summary>
internal static class Answers
{
    /// <param name="context">The call.</param>
    /// <param name="status">HTTP status.</param>
    /// <param name="error">A word for programs, as <c>{error}</c>; null: no body.</param>
    public static Task SayAsync(HttpContext context, int status, string? error)
    {
        context.Response.StatusCode = status;
        return error is null ? Task.CompletedTask : ShowAsync(context, new { error });
    }

    public static Task ShowAsync(HttpContext context, object value)
        => context.Response.WriteAsJsonAsync(value, PartnerJson.Options, context.RequestAborted);
}
