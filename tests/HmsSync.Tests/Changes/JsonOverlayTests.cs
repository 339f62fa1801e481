using System.Buffers;
using System.Text;
using HmsSync.Changes;
using Xunit;

namespace HmsSync.Tests.Changes;

public sealed class JsonOverlayTests
{
    [Theory]
    [InlineData("""{"a":1,"b":2}""", """{"b":3,"c":4}""", """{"a":1,"b":3,"c":4}""")]
    [InlineData("", """{"b":3}""", """{"b":3}""")]
    [InlineData("""{"a":1}""", "", """{"a":1}""")]
    [InlineData("", "", "{}")]
    [InlineData("""{ "a" : [1, 2] , "b":"x" }""", """{"b":null}""", """{"a":[1, 2],"b":null}""")]
    [InlineData("""{"a\"b":1,"zoë":2}""", """{"\u0061\"b":3}""", """{"zoë":2,"\u0061\"b":3}""")]
    [InlineData("""{"\u0061":1}""", """{"a":2}""", """{"a":2}""")]
    [InlineData("""{"a":1}""", """{"\u0061":2}""", """{"\u0061":2}""")]
    public void Fields_of_the_upper_replace_those_of_the_lower_however_a_name_is_written(string lower, string upper, string expected)
    {
        var output = new ArrayBufferWriter<byte>();
        JsonOverlay.Write(Encoding.UTF8.GetBytes(lower), Encoding.UTF8.GetBytes(upper), output);
        Assert.Equal(expected, Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Fact]
    public void What_is_picked_stands_as_it_stood()
        => Assert.Equal(
            """{"a":1.50,"\u0063":"\u00e9"}""",
            Encoding.UTF8.GetString(JsonOverlay.Pick("""{"a":1.50,"b":2,"\u0063":"\u00e9"}"""u8, name => name is "a" or "c")));
}
