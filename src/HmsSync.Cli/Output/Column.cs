using System.Text.Json;

namespace HmsSync.Cli.Output;

/// <summary>One column of a table: its title and the field it shows.</summary>
internal sealed record Column(string Title, string Field)
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
