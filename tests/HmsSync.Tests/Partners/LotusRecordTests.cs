using Xunit;

namespace HmsSync.Tests.Partners;

/// <summary>The gateway as a keeper of records: read, changed on a condition, and asked what changed.</summary>
public sealed class LotusRecordTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_change_goes_only_over_the_version_it_was_made_for()
    {
        await using var lotus = await LotusRig.StartAsync();
        await lotus.PostAsync("1");
        var before = (await lotus.ShowAsync("1")).Tag;
        Assert.Equal(200, (await lotus.CallAsync("PATCH", "api/events/1", """{"title":"a"}""", ifMatch: before)).Status);

        Assert.Equal(412, (await lotus.CallAsync("PATCH", "api/events/1", """{"title":"b"}""", ifMatch: before)).Status);
        Assert.Equal(412, (await lotus.CallAsync("DELETE", "api/events/1", ifMatch: before)).Status);
        Assert.Contains("\"title\":\"a\"", (await lotus.ShowAsync("1")).Body, StringComparison.Ordinal);
        Assert.Equal(404, (await lotus.CallAsync("PATCH", "api/events/2", """{"title":"b"}""")).Status);
        Assert.Empty(lotus.Hms.Requests); // only clerks ring
    }

    [Fact]
    public async Task What_is_struck_out_can_be_read_and_brought_back()
    {
        await using var lotus = await LotusRig.StartAsync();
        await lotus.PostAsync("1");
        Assert.Equal(200, (await lotus.CallAsync("PATCH", "api/events/1", """{"type":"cancelled"}""")).Status);
        Assert.Equal("[]", (await lotus.CallAsync("GET", "api/events")).Body);
        Assert.Contains("\"type\":\"cancelled\"", (await lotus.ShowAsync("1")).Body, StringComparison.Ordinal);
        Assert.Equal(404, (await lotus.CallAsync("POST", "clerk/change/1", """{"title":"x"}""")).Status);

        Assert.Equal(200, (await lotus.CallAsync("PATCH", "api/events/1", """{"type":"changed"}""")).Status);
        Assert.Contains("\"uid\":1", (await lotus.CallAsync("GET", "api/events")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_asks_what_changed_hears_of_each_entry_once_also_of_those_that_are_gone()
    {
        await using var lotus = await LotusRig.StartAsync();
        await lotus.PostAsync("1");
        await lotus.PostAsync("2");
        Assert.Contains("\"next\":2", await ChangesAsync(lotus, ""), StringComparison.Ordinal);
        await lotus.PostAsync("2", "later");
        await lotus.CallAsync("DELETE", "api/events/1");

        var changes = await ChangesAsync(lotus, "2");
        Assert.Contains("\"title\":\"later\"", changes, StringComparison.Ordinal);
        Assert.EndsWith("""{"uid":"1","deleted":true}],"next":4}""", changes, StringComparison.Ordinal);
        Assert.Equal("""{"items":[]}""", await ChangesAsync(lotus, "4"));
        Assert.DoesNotContain("deleted", await ChangesAsync(lotus, ""), StringComparison.Ordinal);
        Assert.Equal(410, (await lotus.CallAsync("GET", "api/events/changes?since=x")).Status);
    }

    [Fact]
    public async Task Who_walks_in_gets_a_number_and_rings()
    {
        await using var lotus = await LotusRig.StartAsync();
        var entered = await lotus.CallAsync("POST", "clerk/enter", """{"begin":"2030-01-07","close":"2030-01-08","title":"walk-in"}""");
        Assert.Equal((202, """{"uid":9001}"""), entered);
        Assert.Equal(
            """{"auth":"bell","uid":9001,"type":"changed","begin":"2030-01-07","close":"2030-01-08","title":"walk-in"}""",
            (await lotus.Hms.NextAsync(Stop)).Body);
        await lotus.StopGatewayAsync();
        await lotus.StartGatewayAsync();
        Assert.Contains("walk-in", (await lotus.ShowAsync("9001")).Body, StringComparison.Ordinal);
        Assert.Equal(422, (await lotus.CallAsync("POST", "clerk/enter", """{"title":"walk-in"}""")).Status);
    }

    private static async Task<string> ChangesAsync(LotusRig lotus, string since)
        => (await lotus.CallAsync("GET", $"api/events/changes?since={since}")).Body;
}
