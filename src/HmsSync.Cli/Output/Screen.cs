using System.Text.Json;
using HmsSync.Cli.Shell;

namespace HmsSync.Cli.Output;

/// <summary>Where a command says what came of it: JSON or words on standard output, everything else on standard error.</summary>
internal sealed class Screen(World world, bool json)
{
    private readonly HashSet<string> _noted = new(StringComparer.Ordinal);

    /// <summary>A program reads the result.</summary>
    public bool IsJson => json;

    /// <summary>The result, as one JSON document; only with <c>--json</c>.</summary>
    public void Document(object value)
    {
        if (json)
        {
            world.Output.WriteLine(JsonOut.Line(value));
            world.Output.Flush();
        }
    }

    /// <summary>A sentence of the result, for people; not with <c>--json</c>.</summary>
    public void Say(string text)
    {
        if (!json)
        {
            world.Output.WriteLine(Clean.Text(text));
            world.Output.Flush();
        }
    }

    /// <summary>Rows of the result, for people; not with <c>--json</c>.</summary>
    /// <param name="columns">From left to right.</param>
    /// <param name="rows">An array of objects.</param>
    /// <param name="none">What is said instead of an empty table.</param>
    public void Table(IReadOnlyList<Column> columns, JsonElement rows, string none)
    {
        if (json)
        {
            return;
        }

        if (rows.GetArrayLength() == 0)
        {
            Say(none);
            return;
        }

        TextTable.Write(world, columns, rows);
    }

    /// <summary>The rows as a document or as a table.</summary>
    public void Rows(IReadOnlyList<Column> columns, JsonElement rows, string none)
    {
        Document(rows);
        Table(columns, rows, none);
    }

    /// <summary>Something beside the result that is worth saying once, however often it is found.</summary>
    public void NoteOnce(string text)
    {
        if (_noted.Add(text))
        {
            Note(text);
        }
    }

    /// <summary>Something beside the result.</summary>
    public void Note(string text) => world.Error.WriteLine(Clean.Text(text));
}
