using System.Text.Json;
using HmsSync.Cli.Output;
using HmsSync.EndToEnd.Tests.Reference;

namespace HmsSync.EndToEnd.Tests.Output;

public sealed class ScreenTests : IDisposable
{
    private static readonly Column[] Columns = [new("KEY", "key"), new("STATE", "state")];

    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
    }

    [Fact]
    public void Rows_are_a_table_for_people_and_one_document_for_programs()
    {
        var rows = Rows("""[{"key":{"id":1},"state":"held","more":1},{"key":null}]""");
        Screen(json: false).Rows(Columns, rows, "none");
        Assert.Equal(["KEY      STATE", "{\"id\":1} held", ""], Lines());

        Screen(json: true).Rows(Columns, rows, "none");
        Assert.Equal("""[{"key":{"id":1},"state":"held","more":1},{"key":null}]""", Lines()[^1]);
        Assert.Empty(_error.ToString());
    }

    [Fact]
    public void Nothing_is_said_in_words()
    {
        Screen(json: false).Rows(Columns, Rows("[]"), "Nothing is parked.");
        Assert.Equal(["Nothing is parked."], Lines());
    }

    [Fact]
    public void What_came_from_elsewhere_does_not_steer_the_terminal()
    {
        Screen(json: false).Rows(Columns, Rows("""[{"key":"a\u001b[2Jb\u0007\nc","state":"\u009b1m"}]"""), "");
        Assert.DoesNotContain('\u001b', _output.ToString());
        Assert.DoesNotContain('\u009b', _output.ToString());
        Assert.Equal(2, Lines().Count);
        Screen(json: true).Document(Rows("""{"a":"\u001b[2J"}"""));
        Assert.DoesNotContain('\u001b', _output.ToString());
    }

    [Fact]
    public void A_note_is_said_once_and_never_on_standard_output()
    {
        var screen = Screen(json: true);
        screen.NoteOnce("no engine");
        screen.NoteOnce("no engine");
        screen.Say("for people only");
        Assert.Empty(_output.ToString());
        Assert.Equal("no engine", _error.ToString().Trim());
    }

    private static JsonElement Rows(string json) => JsonSerializer.Deserialize<JsonElement>(json);

    private Screen Screen(bool json) => new(InProcess.World(_output, _error), json);

    private List<string> Lines()
        => [.. _output.ToString().TrimEnd('\n').Split('\n').Select(line => line.TrimEnd())];
}
