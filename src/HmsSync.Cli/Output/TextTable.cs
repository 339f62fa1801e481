using System.Text.Json;
using HmsSync.Cli.Shell;
using Spectre.Console;

namespace HmsSync.Cli.Output;

/// <summary>Draws a table: with a frame and colours on a terminal, plain columns elsewhere and with <c>NO_COLOR</c>.</summary>
internal static class TextTable
{
    // Columns in a file or a pipe are not cut to the width of a terminal that is not there.
    private const int WidthOfAPipe = 1_000;

    public static void Write(World world, IReadOnlyList<Column> columns, JsonElement rows)
    {
        var console = Open(world);
        var table = new Table { Border = world.OutputIsTerminal ? TableBorder.Rounded : TableBorder.None };
        foreach (var column in columns)
        {
            var title = new TableColumn(new Text(column.Title, new Style(decoration: Decoration.Bold))) { NoWrap = !column.Wraps };
            table.AddColumn(title.LeftAligned());
        }

        foreach (var row in rows.EnumerateArray())
        {
            table.AddRow(columns.Select(column => Cell(column.Of(row))));
        }

        console.Write(table);
    }

    public static IAnsiConsole Open(World world)
    {
        var colours = world.OutputIsTerminal && string.IsNullOrEmpty(world.Environment("NO_COLOR"));
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(world.Output),
            Ansi = colours ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = colours ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        if (!world.OutputIsTerminal)
        {
            console.Profile.Width = WidthOfAPipe;
        }

        return console;
    }

    private static Text Cell(string value) => new(Clean.Text(value).ReplaceLineEndings(" "), StyleOf(value));

    private static Style StyleOf(string value) => value switch
    {
        "running" or "ok" or "delivered" or "agreed" => new Style(Color.Green),
        "held" or "probing" or "not_sent" or "superseded" => new Style(Color.Yellow),
        "paused" or "stopped" or "parked" or "failed" => new Style(Color.Red),
        _ => Style.Plain,
    };
}
