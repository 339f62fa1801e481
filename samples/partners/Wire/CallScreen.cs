using System.Globalization;
using System.Text;
using System.Text.Json;

namespace HmsSync.Partners;

/// <summary>
/// One line a call on the partner's own screen: <c>→</c> HMS called, <c>←</c> the partner rang. Secrets are left out. Safe for
/// several threads.
/// </summary>
internal sealed class CallScreen(TextWriter output)
{
    private const int LongestValue = 40;

    private static readonly string[] Secrets = ["auth", "token"];

    private readonly Lock _lock = new();

    /// <summary>HMS called, and was answered.</summary>
    public void Came(string method, string path, JsonElement? body, int status) => Write('→', method, path, body, status);

    /// <summary>The partner called HMS, and was answered.</summary>
    public void Went(string method, string path, JsonElement? body, int status) => Write('←', method, path, body, status);

    /// <summary>Something that is no call.</summary>
    public void Say(string text)
    {
        lock (_lock)
        {
            output.WriteLine(text);
        }
    }

    private void Write(char way, string method, string path, JsonElement? body, int status)
        => Say(string.Create(CultureInfo.InvariantCulture, $"{way} {method} {path} {Words(body)} {status}"));

    private static string Words(JsonElement? body)
        => body is { ValueKind: JsonValueKind.Object } fields
            ? $"{{{string.Join(", ", fields.EnumerateObject().Where(f => !Secrets.Contains(f.Name)).Select(Words))}}}"
            : "{}";

    private static string Words(JsonProperty field) => $"{Clean(field.Name)}: {Clean(field.Value.ToString())}";

    /// <summary>What others wrote must not steer the screen.</summary>
    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var c in text.Length > LongestValue ? text[..LongestValue] + "…" : text)
        {
            clean.Append(char.IsControl(c) ? '·' : c);
        }

        return clean.ToString();
    }
}
