using System.Text;
using HmsSync.Changes;
using Xunit;

namespace HmsSync.Tests.Changes;

public sealed class StrictJsonTests
{
    [Theory]
    [InlineData("""{"a":"\ud83d\ude00"}""", true)]
    [InlineData("""{"a":"\\ud800"}""", true)]
    [InlineData("""{"a":"\\\ud800"}""", false)]
    [InlineData("""{"a":"\n\ud800x\n"}""", false)]
    [InlineData("""{"a":"\ud800\n\udc00"}""", false)]
    [InlineData("""{"a":"\ud800\ud800\udc00"}""", false)]
    [InlineData("""{"a":"\uD83D\uDE00\uDE00"}""", false)]
    [InlineData("""{"a":"\u0000"}""", true)]
    [InlineData("""{"a":1e400,"b":9007199254740993}""", true)]
    [InlineData("""{"":1}""", true)]
    [InlineData("""{"a":1,"A":2}""", true)]
    [InlineData("{}", true)]
    [InlineData("null", false)]
    [InlineData("{\"a\":\"\u0001\"}", false)]
    public void Only_what_every_reader_sees_alike_is_read(string json, bool good)
    {
        using var document = StrictJson.ReadObject(Encoding.UTF8.GetBytes(json));
        Assert.Equal(good, document is not null);
    }

    [Fact]
    public void What_is_written_again_has_all_digits_and_all_but_one_field()
    {
        using var document = StrictJson.ReadObject(
            """ { "auth" : "x", "n": 1.10, "e":1E+2, "o": {"auth":1, "a":[1, 2]}, "t":"é\u00e9<" } """u8.ToArray());
        var written = Encoding.UTF8.GetString(StrictJson.Write(document!.RootElement, "auth"));
        Assert.Equal("""{"n":1.10,"e":1E+2,"o":{"auth":1,"a":[1,2]},"t":"éé<"}""", written);
    }
}
