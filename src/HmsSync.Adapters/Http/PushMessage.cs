using System.Globalization;
using System.Net.Http.Headers;
using HmsSync.Sdk;

namespace HmsSync.Adapters.Http;

/// <summary>Makes the HTTP request of one delivery.</summary>
internal static class PushMessage
{
    private static readonly ProductInfoHeaderValue UserAgent = new("HMS-SYNC", null);
    private static readonly MediaTypeWithQualityHeaderValue Json = new("application/json");

    /// <summary>
    /// False when a value that goes into a header is not printable ASCII. The framework would refuse it as well, but with
    /// the value in its error.
    /// </summary>
    public static bool IsHeaderSafe(PushRequest request)
        => IsPrintable(request.Key) && IsPrintable(request.IdempotencyKey);

    public static HttpRequestMessage Of(PushRequest request, HttpMethod method, Uri url, PushContent? content)
    {
        var message = new HttpRequestMessage(method, url) { Content = content };
        var headers = message.Headers;
        headers.UserAgent.Add(UserAgent);
        headers.Add("Idempotency-Key", request.IdempotencyKey);
        headers.Add("HMS-Sync-Op", Word(request.Op));
        headers.Add("HMS-Sync-Key", request.Key);
        AddNumber(headers, "HMS-Sync-Seq", request.Seq);
        AddNumber(headers, "HMS-Sync-Partner-Seq", request.PartnerSeq);
        if (request.TraceParent is { } trace)
        {
            headers.Add("traceparent", trace);
        }

        if (request.Replay)
        {
            headers.Add("HMS-Sync-Replay", "true");
        }

        return message;
    }

    /// <summary>A request that asks for something and changes nothing.</summary>
    public static HttpRequestMessage Asking(Uri url)
    {
        var message = new HttpRequestMessage(HttpMethod.Get, url);
        message.Headers.UserAgent.Add(UserAgent);
        message.Headers.Accept.Add(Json);
        return message;
    }

    public static bool IsPrintable(string value) => !value.AsSpan().ContainsAnyExceptInRange(' ', '~');

    /// <summary>What a handler pushes has no place among what the partner is owed.</summary>
    private static void AddNumber(HttpRequestHeaders headers, string name, long number)
    {
        if (number > 0)
        {
            headers.Add(name, number.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static string Word(ChangeOp op) => op switch
    {
        ChangeOp.Insert => "insert",
        ChangeOp.Update => "update",
        ChangeOp.Delete => "delete",
        ChangeOp.Event => "event",
    };
}
