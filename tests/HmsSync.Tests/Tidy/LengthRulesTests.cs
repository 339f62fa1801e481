using Xunit;

namespace HmsSync.Tests.Tidy;

public sealed class LengthRulesTests
{
    [Fact]
    public void A_file_of_401_lines_is_found_and_one_of_400_is_not()
    {
        Assert.Empty(LengthRules.LongFile(Of(Lines(400))));
        Assert.Equal(["A.cs:401: 401 lines, at most 400"], LengthRules.LongFile(Of(Lines(401))));
    }

    [Fact]
    public void A_method_of_61_lines_is_found_and_one_of_60_is_not()
    {
        Assert.Empty(LengthRules.LongMethods(Of(Method(60))));
        Assert.Equal(["A.cs:2: a method of 61 lines, at most 60"], LengthRules.LongMethods(Of(Method(61))));
    }

    [Fact]
    public void Constructors_accessors_local_functions_and_lambdas_are_methods_too()
    {
        var body = $"{{\n{Lines(70)}\n}}";
        Assert.Single(LengthRules.LongMethods(Of($"class A {{ A() {body} }}")));
        Assert.Single(LengthRules.LongMethods(Of($"class A {{ int B {{ get {body} }} }}")));
        Assert.Single(LengthRules.LongMethods(Of($"class A {{ Action b = () => {body}; }}")));
        Assert.Equal(2, LengthRules.LongMethods(Of($"class A {{ void B() {{ void C() {body} }} }}")).Count());
    }

    [Fact]
    public void Attributes_and_comments_above_a_method_do_not_count()
    {
        var rows = string.Concat(Enumerable.Repeat("[InlineData(1)]\n", 70));
        Assert.Empty(LengthRules.LongMethods(Of($"class A\n{{\n{Lines(70)}\n{rows}void B()\n{{\n}}\n}}")));
    }

    [Fact]
    public void A_line_of_141_columns_is_found()
    {
        Assert.Empty(LengthRules.LongLines(Of(new string('a', 140))));
        Assert.Equal(["A.cs:2: 141 columns, at most 140"], LengthRules.LongLines(Of("\n" + new string('a', 141))));
    }

    [Fact]
    public void Half_long_files_are_found_by_the_median_and_two_in_ten_by_the_percentile()
    {
        Assert.Empty(LengthRules.Distribution(Files(9, 60, 1, 400)));
        Assert.Equal(
            ["the median of file lengths in src is 61 lines, at most 60"],
            LengthRules.Distribution(Files(4, 10, 6, 61)));
        Assert.Equal(
            ["the 90th percentile of file lengths in src is 151 lines, at most 150"],
            LengthRules.Distribution(Files(8, 10, 2, 151)));
    }

    private static SourceFile Of(string text) => new("A.cs", text);

    private static string Lines(int count) => string.Join('\n', Enumerable.Repeat("//", count));

    private static string Method(int lines) => $"class A {{\nvoid B()\n{{\n{Lines(lines - 3)}\n}}\n}}";

    private static IEnumerable<SourceFile> Files(int count, int lines, int others, int otherLines)
        => Enumerable.Repeat(Of(Lines(lines)), count).Concat(Enumerable.Repeat(Of(Lines(otherLines)), others));
}
