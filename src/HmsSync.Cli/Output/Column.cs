using System.Text.Json;

namespace HmsSync.Cli.Output;

/// <summary>One column of a table.</summary>
/// <param name="Title">Above it.</param>
/// <param name="Field">What it shows of each row.</param>
/// <param name="Wraps">Prose: on a narrow terminal it takes several lines, so that the others keep one.</param>
internal sealed record Column(string Title, string Field, bool Wraps = false)
{
    public string Of(JsonElement row)
        => row.TryGetProperty(Field, out var value) ? Show(value) : "";

    private static string Show(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "",
        JsonValueKind.String => value.GetString() ?? "",
        _ => value.GetRawText(),
    };
}
