using Label = System.Collections.Generic.KeyValuePair<string, object?>;

namespace HmsSync.Server.Metrics;

/// <summary>The escapes of the text format, version 0.0.4 (https://prometheus.io/docs/instrumenting/exposition_formats/).</summary>
internal static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static string Help(string text)
        => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    /// <summary><c>name="value",…</c></summary>
    public static string Labels(IEnumerable<Label> labels)
        => string.Join(',', labels.Select(label => $"{label.Key}=\"{Value(label.Value?.ToString() ?? "")}\""));

    private static string Value(string text) => Help(text).Replace("\"", "\\\"", StringComparison.Ordinal);
}
