using Xunit;
using HmsSync.Changes;

namespace HmsSync.Tests.Changes;

public sealed class FieldPathTests
{
    [Theory]
    [InlineData("id", "id")]
    [InlineData("citizen.name", "citizen|name")]
    [InlineData(@"a\.b.c", "a.b|c")]
    [InlineData(@"a\\.b", @"a\|b")]
    [InlineData(@"a\\b", @"a\b")]
    [InlineData(@"\\\.", @"\.")]
    public void Dots_part_names_unless_a_backslash_stands_before(string text, string segments)
        => Assert.Equal(segments.Split('|'), FieldPath.Parse(text)!.Segments);

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("a.")]
    [InlineData(".a")]
    [InlineData("a..b")]
    [InlineData(@"a\")]
    [InlineData(@"a\b")]
    [InlineData("1.2.3.4.5.6.7.8.9.10.11.12.13.14.15.16.17")]
    public void What_is_no_path_is_refused(string text) => Assert.Null(FieldPath.Parse(text));

    [Theory]
    [InlineData("id")]
    [InlineData("a.b")]
    [InlineData(@"a\b.")]
    public void Any_name_is_a_path_of_one(string name)
        => Assert.Equal([name], FieldPath.Parse(FieldPath.Of(name).Text)!.Segments);
}
