using Xunit;

namespace HmsSync.Tests.Tidy;

public sealed class TextRulesTests
{
    [Fact]
    public void A_region_is_found()
        => Assert.Single(WordRules.Regions(Of("class A\n{\n#region B\n#endregion\n}")));

    [Theory]
    [InlineData("// TODO: later", 1)]
    [InlineData("/* FIXME */", 1)]
    [InlineData("/// <summary>HACK</summary>\nclass A;", 1)]
    [InlineData("class A { } // XXX and TODO", 2)]
    [InlineData("class A { string B = \"TODO\"; }", 0)]
    [InlineData("// the todo list, the hackathon", 0)]
    public void A_note_to_self_is_found_in_comments_only(string text, int found)
        => Assert.Equal(found, WordRules.LeftoverNotes(Of(text)).Count());

    [Fact]
    public void A_note_is_found_on_its_line()
    {
        var note = WordRules.LeftoverNotes(Of("\n/* one\nTODO */")).Single();
        Assert.StartsWith("A.cs:3: ", note, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("class StringHelper;")]
    [InlineData("record LaneManager;")]
    [InlineData("interface IFeedBase;")]
    [InlineData("enum TimeUtils { }")]
    [InlineData("struct StoreImpl;")]
    [InlineData("delegate void JsonUtil();")]
    public void A_type_with_an_empty_name_is_found(string text) => Assert.Single(NameRules.Types(Of(text)));

    [Theory]
    [InlineData("class Database;")]
    [InlineData("class HelperOfLotusNotes { int Manager; }")]
    public void A_type_with_a_good_name_is_not(string text) => Assert.Empty(NameRules.Types(Of(text)));

    [Theory]
    [InlineData("src/HmsSync/Common/A.cs", 1)]
    [InlineData("src/Utils/helpers/A.cs", 2)]
    [InlineData("src/HmsSync/Changes/Common.cs", 0)]
    public void A_folder_for_everything_is_found(string path, int found)
        => Assert.Equal(found, NameRules.FolderOf(new SourceFile(path, "")).Count());

    [Fact]
    public void A_pragma_needs_a_reason()
    {
        Assert.Single(SuppressionRules.Pragmas(Of("#pragma warning disable CA1031\nclass A;")));
        Assert.Single(SuppressionRules.Pragmas(Of("#pragma warning disable CA1031 // ok\nclass A;")));
        Assert.Empty(SuppressionRules.Pragmas(
            Of("#pragma warning disable CA1031 // the boundary of foreign code\n#pragma warning restore CA1031")));
    }

    [Fact]
    public void A_suppression_needs_a_justification()
    {
        Assert.Single(SuppressionRules.Attributes(Of("[SuppressMessage(\"Design\", \"CA1031\")] class A;")));
        Assert.Single(SuppressionRules.Attributes(
            Of("[assembly: SuppressMessage(\"Design\", \"CA1031\", Justification = \"\")]")));
        Assert.Empty(SuppressionRules.Attributes(
            Of("[SuppressMessage(\"Design\", \"CA1031\", Justification = \"Foreign code throws\")] class A;")));
    }

    [Fact]
    public void A_warning_switched_off_for_a_project_is_found()
        => Assert.Single(SuppressionRules.ProjectWide(new("A.csproj", "<NoWarn>CA1031</NoWarn>")));

    [Theory]
    [InlineData("see /wor", "k/main", 1)]
    [InlineData("in .librar", "y/search", 1)]
    [InlineData("run far", "m-lint now", 1)]
    [InlineData("net", "work/adapter", 0)]
    [InlineData("src/wor", "k/adapter", 0)]
    [InlineData("the far", "m office", 0)]
    public void A_path_or_tool_of_the_build_machine_is_found(string start, string rest, int found)
        => Assert.Equal(found, MachineRules.Paths(new("A.md", start + rest)).Count());

    private static SourceFile Of(string text) => new("A.cs", text);
}
