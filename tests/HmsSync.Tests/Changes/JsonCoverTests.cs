using System.Text;
using HmsSync.Changes;
using Xunit;

namespace HmsSync.Tests.Changes;

public sealed class JsonCoverTests
{
    [Theory]
    [InlineData("""{"a":1,"b":2}""", """{"a":9}""", true)]
    [InlineData("""{"a":1}""", """{"a":9,"b":2}""", false)]
    [InlineData("""{"a":null}""", """{"a":9}""", true)]
    [InlineData("""{}""", """{}""", true)]
    [InlineData("""{"p":{"x":1,"y":2}}""", """{"p":{"x":9}}""", true)]
    [InlineData("""{"p":{"x":1}}""", """{"p":{"x":9,"y":2}}""", false)]
    [InlineData("""{"p":null}""", """{"p":{"x":9}}""", true)]
    [InlineData("""{"p":{"x":1}}""", """{"p":9}""", false)]
    [InlineData("""{"p":[1]}""", """{"p":[2,3]}""", true)]
    public void A_newer_part_covers_an_older_one_when_it_names_every_field_of_it(string newer, string older, bool covers)
        => Assert.Equal(covers, JsonCover.Covers(Encoding.UTF8.GetBytes(newer), Encoding.UTF8.GetBytes(older)));

    [Theory]
    [InlineData("""{"a":1,"b":"x"}""", "a", """{"b":"x"}""")]
    [InlineData("""{"a":1}""", "a", "")]
    [InlineData("""{"a":1.10}""", "b", """{"a":1.10}""")]
    public void What_is_left_is_what_nobody_else_names(string json, string named, string left)
        => Assert.Equal(left, Encoding.UTF8.GetString(JsonCover.Rest(Encoding.UTF8.GetBytes(json), new HashSet<string> { named })));
}
