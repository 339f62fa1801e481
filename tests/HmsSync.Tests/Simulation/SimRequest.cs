using System.Globalization;
using System.Text.Json;

namespace HmsSync.Tests.Simulation;

/// <summary>One push as the partner received it.</summary>
internal sealed record SimRequest(string IdempotencyKey, string Op, string Key, long PartnerSeq, string Body)
{
    public static async Task<SimRequest> ReadAsync(HttpRequestMessage message)
    {
        var body = message.Content is null ? "" : await message.Content.ReadAsStringAsync();
        return new SimRequest(
            Header(message, "Idempotency-Key"),
            Header(message, "HMS-Sync-Op"),
            Header(message, "HMS-Sync-Key"),
            long.Parse(Header(message, "HMS-Sync-Partner-Seq"), CultureInfo.InvariantCulture),
            body);
    }

    /// <summary>How many calls had gone out before: attempts of one delivery in the order they were made.</summary>
    public long SentAs { get; init; }

    /// <summary>The version that the application wrote into the record; 0 when the body has none.</summary>
    public long Version
    {
        get
        {
            using var json = JsonDocument.Parse(Body);
            return json.RootElement.TryGetProperty("v", out var v) ? v.GetInt64() : 0;
        }
    }

    private static string Header(HttpRequestMessage message, string name) => message.Headers.GetValues(name).Single();
}
