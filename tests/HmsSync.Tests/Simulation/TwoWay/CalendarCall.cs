using System.Text.Json;
using System.Web;

namespace HmsSync.Tests.Simulation.TwoWay;

/// <summary>One request as the calendar received it.</summary>
internal sealed record CalendarCall(string Method, string Path, string Key)
{
    public string Cursor { get; private init; } = "";

    /// <summary>The hub key that is looked for; null: it is no search.</summary>
    public string? Ref { get; private init; }

    public string IdempotencyKey { get; private init; } = "";

    public string? IfMatch { get; private init; }

    public bool OnlyIfNone { get; private init; }

    public string Body { get; private init; } = "";

    /// <summary>What the body says of the fields a calendar keeps; null: it takes the value away.</summary>
    public IEnumerable<(string Name, string? Value)> Fields
    {
        get
        {
            using var json = JsonDocument.Parse(Body);
            return json.RootElement.EnumerateObject().Where(p => CalendarEntry.Keeps.Contains(p.Name)).Select(p => (p.Name, Text(p.Value)))
                .ToList();
        }
    }

    public static async Task<CalendarCall> ReadAsync(HttpRequestMessage message)
    {
        var url = message.RequestUri!;
        var query = HttpUtility.ParseQueryString(url.Query);
        string? Header(string name) => message.Headers.TryGetValues(name, out var values) ? values.Single() : null;
        return new CalendarCall(message.Method.Method, url.AbsolutePath, Uri.UnescapeDataString(url.Segments[^1]))
        {
            Cursor = query["since"] ?? query["cursor"] ?? "",
            Ref = query["ref"],
            IdempotencyKey = Header("Idempotency-Key") ?? "",
            IfMatch = Header("If-Match"),
            OnlyIfNone = Header("If-None-Match") == "*",
            Body = message.Content is null ? "" : await message.Content.ReadAsStringAsync(),
        };
    }

    public override string ToString()
        => $"{Method} {Path}{(Cursor.Length > 0 ? $"?{Cursor}" : "")}{(Ref is null ? "" : $"?ref={Ref}")}"
            + $"{(IfMatch is null ? "" : $" if {IfMatch}")}{(OnlyIfNone ? " if none" : "")} {Body}";

    private static string? Text(JsonElement value) => value.ValueKind == JsonValueKind.Null ? null : value.ToString();
}
