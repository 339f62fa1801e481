using Xunit;
using System.Net;
using HmsSync.Configuration.Values;

namespace HmsSync.Tests.Configuration;

public sealed class ValueTextTests
{
    [Theory]
    [InlineData("500ms", 0.5)]
    [InlineData("3s", 3)]
    [InlineData("5m", 300)]
    [InlineData("1h", 3600)]
    [InlineData("7d", 604800)]
    public void Durations_have_one_unit(string text, double seconds)
        => Assert.Equal(TimeSpan.FromSeconds(seconds), DurationText.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("s")]
    [InlineData("0s")]
    [InlineData("-1s")]
    [InlineData("1.5h")]
    [InlineData("5 m")]
    [InlineData("5M")]
    [InlineData("1h30m")]
    [InlineData("99999999999s")]
    [InlineData("36501d")]
    public void What_is_no_duration_is_refused(string text) => Assert.Null(DurationText.Parse(text));

    [Theory]
    [InlineData("100/s", 100)]
    [InlineData("30/m", 0.5)]
    [InlineData("7200/h", 2)]
    public void Rates_are_calls_a_second(string text, double perSecond)
        => Assert.Equal(perSecond, RateText.Parse(text));

    [Theory]
    [InlineData("100")]
    [InlineData("/s")]
    [InlineData("0/s")]
    [InlineData("-1/s")]
    [InlineData("1/d")]
    [InlineData("1.5/s")]
    public void What_is_no_rate_is_refused(string text) => Assert.Null(RateText.Parse(text));

    [Theory]
    [InlineData("https://10.0.0.1/", true)]
    [InlineData("https://172.31.255.255/", true)]
    [InlineData("https://172.32.0.0/", false)]
    [InlineData("https://169.254.169.254/", true)]
    [InlineData("https://100.64.0.1/", true)]
    [InlineData("https://2130706433/", true)]
    [InlineData("https://0177.0.0.1/", true)]
    [InlineData("https://[fd00::1]/", true)]
    [InlineData("https://[::ffff:127.0.0.1]/", true)]
    [InlineData("https://8.8.8.8/", false)]
    [InlineData("https://LOCALHOST/", true)]
    [InlineData("https://example.org/", false)]
    public void Private_targets_are_seen_however_they_are_spelled(string url, bool isPrivate)
        => Assert.Equal(isPrivate, NetworkText.LiteralOf(new Uri(url)) is { } address
            && NetworkText.IsPrivate(address));

    [Fact]
    public void A_single_address_is_a_network()
        => Assert.Equal(IPNetwork.Parse("10.1.2.3/32"), NetworkText.Parse("10.1.2.3"));

    [Theory]
    [InlineData("conection", "connection")]
    [InlineData("tabels", "tables")]
    [InlineData("ZONE", "zone")]
    [InlineData("xyz", null)]
    [InlineData("", null)]
    public void The_nearest_word_is_found_when_it_is_near(string word, string? expected)
        => Assert.Equal(expected, Nearest.Of(word, ["connection", "tables", "zone", "url"]));
}
