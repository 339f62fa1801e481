using HmsSync.Partners;
using Xunit;

namespace HmsSync.Tests.Partners;

public sealed class LotusNotesTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_entry_is_created_and_a_known_one_updated()
    {
        await using var lotus = await LotusRig.StartAsync();

        Assert.Equal(201, await lotus.PostAsync("42"));
        Assert.Equal(201, await lotus.PostAsync("\"b\""));
        Assert.Equal(200, (await lotus.CallAsync("POST", "api/events", LotusRig.Slot("42", "moved"), seq: 9)).Status);

        Assert.Equal(
            """[{"uid":42,"begin":"2030-01-07T10:00:00Z","close":"2030-01-07T10:30:00Z","title":"moved","seq":9,"partner_seq":8},"""
            + """{"uid":"b","begin":"2030-01-07T10:00:00Z","close":"2030-01-07T10:30:00Z","title":"WIC"}]""",
            (await lotus.CallAsync("GET", "api/events")).Body);
    }

    [Fact]
    public async Task A_repeated_key_gets_the_same_answer_and_does_nothing_twice()
    {
        await using var lotus = await LotusRig.StartAsync();

        Assert.Equal(201, await lotus.PostAsync("1", key: "k-1"));
        Assert.Equal(200, await lotus.PostAsync("1", title: "newer", key: "k-2"));
        Assert.Equal(201, await lotus.PostAsync("1", key: "k-1"));
        await lotus.StopGatewayAsync();
        await lotus.StartGatewayAsync();
        Assert.Equal(201, await lotus.PostAsync("1", key: "k-1"));

        Assert.Contains("newer", (await lotus.CallAsync("GET", "api/events")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_stands_for_one_request_only()
    {
        await using var lotus = await LotusRig.StartAsync();

        await lotus.PostAsync("1", key: "k-1");

        Assert.Equal(422, await lotus.PostAsync("2", key: "k-1"));
        Assert.Equal(422, (await lotus.CallAsync("DELETE", "api/events/1", key: "k-1")).Status);
    }

    [Fact]
    public async Task A_deleted_entry_is_gone()
    {
        await using var lotus = await LotusRig.StartAsync();
        await lotus.PostAsync("1");

        Assert.Equal(204, (await lotus.CallAsync("DELETE", "api/events/1", """{"uid":1}""", key: "d")).Status);
        Assert.Equal(404, (await lotus.CallAsync("DELETE", "api/events/1")).Status);
        Assert.Equal(204, (await lotus.CallAsync("DELETE", "api/events/1", """{"uid":1}""", key: "d")).Status);
        Assert.Equal("[]", (await lotus.CallAsync("GET", "api/events")).Body);
        Assert.Empty(lotus.Hms.Requests); // only clerks ring
    }

    [Fact]
    public async Task A_cancelled_entry_is_taken_out_and_may_never_have_been_in()
    {
        await using var lotus = await LotusRig.StartAsync();
        await lotus.PostAsync("1");
        var cancelled = LotusRig.Slot("1", "x")[..^1] + ",\"type\":\"cancelled\"}";

        Assert.Equal(200, (await lotus.CallAsync("POST", "api/events", cancelled)).Status);
        Assert.Equal("[]", (await lotus.CallAsync("GET", "api/events")).Body);
        Assert.Equal(200, (await lotus.CallAsync("POST", "api/events", cancelled)).Status);
        Assert.Empty(lotus.Hms.Requests);
    }

    [Fact]
    public async Task Its_screen_shows_each_call_and_no_secret()
    {
        await using var lotus = await LotusRig.StartAsync();
        await lotus.PostAsync("1");
        await lotus.CallAsync("POST", "clerk/cancel/1");
        await lotus.Hms.NextAsync(Stop);
        await lotus.StopGatewayAsync();

        var lines = lotus.Screen.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(
            "→ POST /api/events {uid: 1, begin: 2030-01-07T10:00:00Z, close: 2030-01-07T10:30:00Z, title: WIC} 201", lines[0]);
        Assert.DoesNotContain("bell", lotus.Screen.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("t0ken", lotus.Screen.ToString(), StringComparison.Ordinal);
        await lotus.StartGatewayAsync();
    }

    [Theory]
    [InlineData("POST", "wrong")]
    [InlineData("DELETE", "t0ken2")]
    [InlineData("GET", "t0ke")]
    public async Task Without_the_token_nothing_happens(string method, string token)
    {
        await using var lotus = await LotusRig.StartAsync();
        await lotus.PostAsync("1");
        var path = method == "DELETE" ? "api/events/1" : "api/events";
        var body = method == "POST" ? LotusRig.Slot("2", "x") : null;

        Assert.Equal(401, (await lotus.CallAsync(method, path, body, token: token)).Status);
        var after = (await lotus.CallAsync("GET", "api/events")).Body;
        Assert.Contains("\"uid\":1", after, StringComparison.Ordinal);
        Assert.DoesNotContain("\"uid\":2", after, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 400)]
    [InlineData("{", 400)]
    [InlineData("""{"uid":1,"uid":2}""", 400)]
    [InlineData("[]", 422)]
    [InlineData("""{"uid":1}""", 422)]
    [InlineData("""{"uid":null,"begin":"2030-01-07","close":"2030-01-07","title":"x"}""", 422)]
    [InlineData("""{"uid":"","begin":"2030-01-07","close":"2030-01-07","title":"x"}""", 422)]
    [InlineData("""{"uid":1,"begin":"soon","close":"2030-01-07","title":"x"}""", 422)]
    [InlineData("""{"uid":1,"begin":"2030-01-07","close":7,"title":"x"}""", 422)]
    [InlineData("""{"uid":1,"start":"2030-01-07","end":"2030-01-07","subject":"x"}""", 422)]
    public async Task A_wrong_shape_is_refused(string body, int status)
    {
        await using var lotus = await LotusRig.StartAsync();

        Assert.Equal(status, (await lotus.CallAsync("POST", "api/events", body)).Status);
        Assert.Equal("[]", (await lotus.CallAsync("GET", "api/events")).Body);
    }

    [Fact]
    public async Task A_body_that_is_too_big_is_refused()
    {
        await using var lotus = await LotusRig.StartAsync();

        Assert.Equal(413, await lotus.PostAsync("1", title: new string('x', 100_000)));
    }

    [Fact]
    public async Task It_prints_where_it_listens_and_stops_when_asked()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var folder = Directory.CreateTempSubdirectory("lotus-");
        var doorbell = new DoorbellSettings(new Uri("http://127.0.0.1:1/bell"), "s");
        var settings = new LotusSettings("http://127.0.0.1:0", "t", doorbell, Path.Combine(folder.FullName, "l.jsonl"));
        await using var output = new FirstLine();

        var run = HmsSync.Partners.LotusNotes.RunAsync(settings, output, TimeProvider.System, stop.Token);
        var url = await output.Line.WaitAsync(Stop);
        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri($"{url}/api/events"), Stop);
        await stop.CancelAsync();
        await run;

        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, answer.StatusCode);
        folder.Delete(recursive: true);
    }
}
