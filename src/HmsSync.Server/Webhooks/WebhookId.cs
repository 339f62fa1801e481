using System.Text.Json;
using HmsSync.Configuration;
using HmsSync.Feeds.Doorbells;
using Microsoft.AspNetCore.Http;

namespace HmsSync.Server.Webhooks;

/// <summary>The sender's own id of a doorbell: where the partner's configuration says, else in one of the usual headers.</summary>
internal static class WebhookId
{
    /// <summary>Invariant 11: characters of an id.</summary>
    public const int Longest = 512;

    private static readonly string[] UsualHeaders = ["webhook-id", "Idempotency-Key"];

    /// <summary>False: there is one that cannot be one. An id of null: none was sent.</summary>
    /// <param name="plan">Where the partner's id stands; null: in the usual headers.</param>
    /// <param name="signed">The one that the partner's proof covers, which then counts rather than any header; null: none.</param>
    /// <param name="request">The request.</param>
    /// <param name="body">Its body.</param>
    /// <param name="id">The id.</param>
    public static bool TryRead(WebhookIdPlan? plan, string? signed, HttpRequest request, JsonElement body, out string? id)
    {
        id = null;
        if (plan?.Field is { } field && JsonPath.Find(body, field) is { ValueKind: not JsonValueKind.Null } value)
        {
            id = value.ValueKind switch
            {
                JsonValueKind.String => value.GetString(),
                JsonValueKind.Number => value.GetRawText(),
                _ => null,
            };
            return id is { Length: > 0 and <= Longest };
        }

        if (signed is not null)
        {
            id = signed;
            return id is { Length: > 0 and <= Longest };
        }

        var names = plan?.Header is { } own ? UsualHeaders.Prepend(own) : UsualHeaders;
        var found = names.Select(name => request.Headers[name]).FirstOrDefault(values => values.Count > 0);
        id = found.Count == 0 ? null : found[0];
        return found.Count <= 1 && id is null or { Length: > 0 and <= Longest };
    }
}
