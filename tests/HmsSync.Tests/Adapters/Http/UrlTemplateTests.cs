using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using HmsSync.Adapters.Http;
using Xunit;

namespace HmsSync.Tests.Adapters.Http;

public sealed class UrlTemplateTests
{
    private static readonly UrlTemplate Slot = UrlTemplate.Compile("https://x.example/api/{uid}/slot?note={note}");

    [Fact]
    public void Whatever_a_value_is_it_stays_in_its_place()
    {
        Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), text => Stays(text.Get)));
        string[] sly = ["a/../../b", "%2e%2e", "%2F..%2F", "..\\..", "a?b=c&d#e", "…", " ", "\r\n", "😀", "@evil"];
        foreach (var text in sly)
        {
            Assert.True(Stays(text), text);
        }
    }

    [Fact]
    public void A_url_without_places_is_made_once()
    {
        var template = UrlTemplate.Compile("https://x.example/api");

        Assert.Same(template.Fill("{}"u8).Url, template.Fill("""{"a":1}"""u8).Url);
    }

    [Theory]
    [InlineData("""{"uid":1.50,"note":""}""", "https://x.example/api/1.50/slot?note=")]
    [InlineData("""{"uid":9007199254740993,"note":"."}""", "https://x.example/api/9007199254740993/slot?note=.")]
    [InlineData("""{"a":{"uid":9},"uid":false,"note":"\u0041"}""", "https://x.example/api/false/slot?note=A")]
    public void Numbers_keep_their_digits(string body, string url)
        => Assert.Equal(url, Slot.Fill(Encoding.UTF8.GetBytes(body)).Url?.AbsoluteUri);

    [Fact]
    public void A_dot_leads_into_an_object_unless_it_is_escaped()
    {
        var template = UrlTemplate.Compile(@"https://x.example/{a.b}/{a\.b}");

        Assert.Equal("https://x.example/1/2", template.Fill("""{"a.b":2,"a":{"b":1}}"""u8).Url?.AbsoluteUri);
    }

    [Fact]
    public void Two_values_cannot_join_into_a_step_up()
    {
        var template = UrlTemplate.Compile("https://x.example/api/{a}{b}/x");

        Assert.Equal("url_field_unsafe", template.Fill("""{"a":".","b":"."}"""u8).Code);
    }

    [Fact]
    public void A_url_has_an_end()
        => Assert.Equal(
            "url_too_long",
            Slot.Fill(Encoding.UTF8.GetBytes($$"""{"uid":"{{new string('x', 9_000)}}","note":""}""")).Code);

    [Theory]
    [InlineData("https://{host}/api")]
    [InlineData("https://x.example{path}")]
    [InlineData("{url}")]
    [InlineData("https://x.example/{uid")]
    [InlineData("https://x.example/{}")]
    [InlineData("https://x.example/{a..b}")]
    [InlineData("https://user:pass@x.example/")]
    [InlineData("https://x.example/a/../b")]
    [InlineData("https://x.example/#{a}")]
    [InlineData("ftp://x.example/")]
    [InlineData("/api")]
    [InlineData("")]
    public void A_template_that_could_lead_elsewhere_is_refused(string url)
    {
        var refused = Assert.Throws<FormatException>(() => UrlTemplate.Compile(url));

        Assert.DoesNotContain("x.example", refused.Message, StringComparison.Ordinal);
    }

    private static bool Stays(string text)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new { uid = text, note = text });
        var result = Slot.Fill(body);
        return result.Url is null
            ? text.Length == 0 || text is "." or ".."
            : result.Url.AbsolutePath.Split('/') is ["", "api", var uid, "slot"]
                && Uri.UnescapeDataString(uid) == Sent(text)
                && Uri.UnescapeDataString(result.Url.Query) == "?note=" + Sent(text)
                && result.Url.Host == "x.example";
    }

    // A lone surrogate becomes U+FFFD when the test's own serializer writes it.
    private static string Sent(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
