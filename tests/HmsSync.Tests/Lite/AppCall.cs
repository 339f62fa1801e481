using System.Globalization;

namespace HmsSync.Tests.Lite;

/// <summary>A push as it came to the partner.</summary>
internal sealed record AppCall(string Partner, string Method, string Key, string Op, string Body, bool HasPlace)
{
    public static async Task<AppCall> ReadAsync(string partner, HttpRequestMessage request)
    {
        string Header(string name) => request.Headers.TryGetValues(name, out var values) ? values.Single() : "";
        return new AppCall(
            partner,
            request.Method.Method,
            Header("Idempotency-Key"),
            Header("HMS-Sync-Op"),
            request.Content is null ? "" : await request.Content.ReadAsStringAsync(),
            Header("HMS-Sync-Partner-Seq").Length > 0);
    }

    /// <summary>Who, what happened, and the body.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Partner} {Op} {Body}");
}
