using HmsSync.Changes;
using Xunit;

namespace HmsSync.Tests.Changes;

public sealed class VersionOrderTests
{
    [Theory]
    [InlineData("9", "10")]
    [InlineData("1.10", "1.2")]
    [InlineData("9007199254740992", "9007199254740993")]
    [InlineData("-1", "1e0")]
    [InlineData("\"9-abc\"", "\"10-abc\"")]
    [InlineData("\"1.9.2\"", "\"1.10.0\"")]
    [InlineData("\"v1\"", "\"v1a\"")]
    [InlineData("\"2027-01-05T10:00:00+02:00\"", "\"2027-01-05T09:00:00Z\"")]
    [InlineData("\"2027-01-05T09:00:00.25Z\"", "\"2027-01-05T09:00:00.5Z\"")]
    [InlineData("\"99999999999999999999998\"", "\"99999999999999999999999\"")]
    public void The_later_version_is_newer_and_the_earlier_is_not(string earlier, string later)
    {
        Assert.True(VersionOrder.IsNewer(later, earlier));
        Assert.False(VersionOrder.IsNewer(earlier, later));
        Assert.False(VersionOrder.IsNewer(later, later));
    }

    [Fact]
    public void Of_versions_of_different_kinds_the_newer_message_counts()
    {
        Assert.True(VersionOrder.IsNewer("1", "\"9\""));
        Assert.True(VersionOrder.IsNewer("\"1\"", "9"));
    }
}
