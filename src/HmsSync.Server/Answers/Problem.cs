using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace HmsSync.Server.Answers;

/// <summary>A refusal as <c>application/problem+json</c> (RFC 9457). Names fields and codes; never a value, never a secret.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">Stable, lower snake case.</param>
/// <param name="Detail">What is wrong and what to do.</param>
/// <param name="Field">The field to blame; null: none.</param>
internal sealed record Problem(
    int Status,
    string Code,
    string Detail,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Field = null)
{
    public string Type { get; } = "about:blank";

    public string Title => ReasonPhrases.GetReasonPhrase(Status);

    public Task WriteAsync(HttpContext context)
    {
        return JsonAnswer.WriteAsync(context, this, Status, "application/problem+json");
    }

    /// <summary>The same, with the wish to come again later.</summary>
    public Task WriteAsync(HttpContext context, TimeSpan retryAfter)
    {
        context.Response.Headers.RetryAfter = ((int)retryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return WriteAsync(context);
    }
}
