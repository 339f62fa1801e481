using System.Text.Json;

namespace HmsSync.Cli;

/// <summary>Reads an <c>application/problem+json</c> answer (RFC 9457).</summary>
internal static class Problem
{
    /// <summary>Whatever of it is there; all null when it is something else.</summary>
    public static (string? Title, string? Code, string? Detail) Read(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind == JsonValueKind.Object
                ? (Text(json.RootElement, "title"), Text(json.RootElement, "code"), Text(json.RootElement, "detail"))
                : (null, null, null);
        }
        catch (JsonException)
        {
            return (null, null, null);
        }
    }

    private static string? Text(JsonElement problem, string name)
        => problem.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
