using System.Net;
using System.Text;
using Xunit;

namespace HmsSync.Tests.Server.Webhooks;

/// <summary>Every way a doorbell can be refused: the status, and that nothing was journaled.</summary>
public sealed class WebhookRefusalTests
{
    private const string Good = $$"""{"auth":"{{Workspace.Secret}}","uid":7,"state":"B"}""";

    public static TheoryData<string, string, string?, int> Hostile() => new()
    {
        { "no json", "hello", null, 400 },
        { "empty", "", null, 400 },
        { "white space", "  \r\n ", null, 400 },
        { "an array", "[1]", null, 400 },
        { "a text", "\"x\"", null, 400 },
        { "NaN", """{"uid":NaN}""", null, 400 },
        { "a leading zero", """{"uid":01}""", null, 400 },
        { "a comment", """{"uid":1/*x*/}""", null, 400 },
        { "a trailing comma", """{"uid":1,}""", null, 400 },
        { "two documents", """{"uid":1}{"uid":2}""", null, 400 },
        { "a name twice", """{"uid":1,"uid":2}""", null, 400 },
        { "a name twice, once escaped", """{"uid":1,"\u0075id":2}""", null, 400 },
        { "a name twice inside", """{"a":{"b":1,"b":2}}""", null, 400 },
        { "half of a pair", """{"state":"\ud800"}""", null, 400 },
        { "the other half", """{"state":"x\udc00"}""", null, 400 },
        { "a pair the wrong way round", """{"state":"\udc00\ud800"}""", null, 400 },
        { "half of a pair in a name", """{"\ud800":1}""", null, 400 },
        { "65 deep", Deep(65), null, 400 },
        { "100,000 deep", Deep(100_000), null, 400 },
        { "a text type", Good, "text/plain", 415 },
        { "a form", Good, "application/x-www-form-urlencoded", 415 },
        { "another charset", Good, "application/json; charset=utf-16", 415 },
        { "no secret", """{"uid":7,"state":"B"}""", null, 401 },
        { "a wrong secret", """{"auth":"nope","uid":7,"state":"B"}""", null, 401 },
        { "an empty secret", """{"auth":"","uid":7,"state":"B"}""", null, 401 },
        { "a secret that is a number", """{"auth":1,"uid":7,"state":"B"}""", null, 401 },
        { "a secret that is null", """{"auth":null,"uid":7,"state":"B"}""", null, 401 },
        { "a secret inside another", $$"""{"x":{"auth":"{{Workspace.Secret}}"},"uid":7}""", null, 401 },
        { "a secret with a tail", $$"""{"auth":"{{Workspace.Secret}} ","uid":7}""", null, 401 },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task What_is_hostile_is_refused_and_not_journaled(string what, string body, string? type, int status)
    {
        await using var rig = await ServerRig.StartAsync();
        var answer = type is null
            ? await rig.Ring("/webhook/lotus/slot", body)
            : await rig.Ring("/webhook/lotus/slot", body, ("Content-Type", type));
        Assert.Equal((what, status), (what, (int)answer.Status));
        Assert.Equal("application/problem+json", answer.ContentHeaders.ContentType?.MediaType);
        Assert.Empty(rig.Journal());
        Assert.DoesNotContain(rig.Log.Lines, line => line.Contains(Workspace.Secret, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("EFBBBF7B7D")]
    [InlineData("7B2261223A22FF227D")]
    [InlineData("7B0022006100220031007D00")]
    [InlineData("FFFE7B007D00")]
    public async Task Bytes_that_are_no_utf8_are_no_json(string hex)
    {
        await using var rig = await ServerRig.StartAsync();
        var answer = await ServerRig.SendAsync(rig.Http, HttpMethod.Post, "/webhook/lotus/slot", Convert.FromHexString(hex));
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Empty(rig.Journal());
    }

    [Theory]
    [InlineData("/webhook/lotus/slot")]
    [InlineData("/webhook/lotus/unknown")]
    [InlineData("/webhook/nobody/slot")]
    [InlineData("/webhook/bedChange")]
    [InlineData("/webhook/x")]
    public async Task Not_json_is_400_at_every_partner_path_known_or_not(string path)
    {
        await using var rig = await ServerRig.StartAsync();
        Assert.Equal(HttpStatusCode.BadRequest, (await rig.Ring(path, "{")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await rig.Ring(path, "{", ("Content-Type", "text/plain"))).Status);
    }

    [Fact]
    public async Task A_stranger_cannot_tell_what_exists_from_the_answer()
    {
        await using var rig = await ServerRig.StartAsync();
        var answers = new List<Answer>
        {
            await rig.Ring("/webhook/lotus/slot", """{"auth":"nope","uid":7}"""),
            await rig.Ring("/webhook/lotus/slot", """{"uid":7}"""),
            await rig.Ring("/webhook/lotus/nothing", """{"auth":"nope","uid":7}"""),
            await rig.Ring("/webhook/lotus/nothing", Good),
            await rig.Ring("/webhook/nobody/slot", Good),
            await rig.Ring("/webhook/hospital/bedChange", """{"bett":1}"""),
            await rig.Ring("/webhook/hospital/bedChange", """{"bett":1}""", ("X-Bed-Token", "nope")),
            await rig.Ring("/webhook/bedChange", """{"bett":1}"""),
            await rig.Ring("/webhook/nothing", """{"bett":1}"""),
        };
        Assert.All(answers, a => Assert.Equal(HttpStatusCode.Unauthorized, a.Status));
        Assert.Single(answers.Select(a => a.Body).Distinct());
        Assert.Single(answers.Select(a => string.Join(';', a.Headers.Where(h => h.Key != "Date").Select(h => h.Key))).Distinct());
        Assert.Empty(rig.Journal());
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate, gzip")]
    public async Task An_encoding_is_not_taken(string encoding)
    {
        await using var rig = await ServerRig.StartAsync();
        var answer = await rig.Ring("/webhook/lotus/slot", Good, ("Content-Encoding", encoding));
        Assert.Equal((HttpStatusCode.UnsupportedMediaType, "encoding_refused"), (answer.Status, answer.Code));
        Assert.Empty(rig.Journal());
    }

    [Fact]
    public async Task A_body_over_the_bound_is_413()
    {
        // Invariant 11
        await using var rig = await ServerRig.StartAsync();
        var big = $$"""{"auth":"{{Workspace.Secret}}","uid":7,"tel":"{{new string('x', 1 << 20)}}"}""";
        var told = await rig.Ring("/webhook/lotus/slot", big);
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "too_big"), (told.Status, told.Code));
        Assert.Empty(rig.Journal());
    }

    [Theory]
    [InlineData("""{"uid":7,"state":"X-7788"}""", "slot", "unknown_word", "state")]
    [InlineData("""{"state":"B"}""", "slot", "key_unknown", "id")]
    [InlineData("""{"uid":null,"state":"B"}""", "slot", "key_unknown", "id")]
    [InlineData("""{"uid":[1],"state":"B"}""", "slot", "key_unknown", "id")]
    [InlineData("""{"uid":{"a":1},"state":"B"}""", "slot", "key_unknown", "id")]
    [InlineData("""{"uid":1e-99999999999,"state":"B"}""", "slot", "key_unknown", "id")]
    [InlineData("""{"uid":{"a":1},"state":"B"}""", "many", "items_missing", "page.entries")]
    [InlineData("""{"page":{"entries":[{"uid":1,"kind":"moved"},"X-7788"]}}""", "many", "bad_item", "page.entries[1]")]
    [InlineData("""{"uid":7,"state":"B"}""", "shift", "unknown_op", "kind")]
    [InlineData("""{"uid":7,"kind":"X-7788"}""", "shift", "unknown_op", "kind")]
    [InlineData("""{"uid":7,"kind":{"a":1}}""", "shift", "unknown_op", "kind")]
    [InlineData("""{"uid":7,"kind":"moved","rev":["X-7788"]}""", "shift", "bad_version", "rev")]
    public async Task A_wrong_shape_is_422_with_code_and_field_and_no_value(string body, string e, string code, string field)
    {
        await using var rig = await ServerRig.StartAsync();
        var answer = await rig.Ring($"/webhook/lotus/{e}", $$"""{"auth":"{{Workspace.Secret}}",{{body[1..]}}""");
        Assert.Equal((HttpStatusCode.UnprocessableEntity, code), (answer.Status, answer.Code));
        Assert.Equal(field, answer.Json.GetProperty("field").GetString());
        Assert.DoesNotContain("7788", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(Workspace.Secret, answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(rig.Log.Lines, line => line.Contains("7788", StringComparison.Ordinal));
        Assert.Empty(rig.Journal());
    }

    [Fact]
    public async Task An_id_that_cannot_be_one_is_422()
    {
        await using var rig = await ServerRig.StartAsync();
        var tooLong = await rig.Ring("/webhook/lotus/slot", Good, ("webhook-id", new string('i', 10_000)));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "bad_id"), (tooLong.Status, tooLong.Code));
        var noText = await rig.Ring(
            "/webhook/bedChange", """{"bett":1,"message":[1]}""", ("X-Bed-Token", Workspace.HospitalToken));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "bad_id"), (noText.Status, noText.Code));
        Assert.Empty(rig.Journal());
    }

    [Fact]
    public async Task A_store_that_cannot_take_it_is_503_with_a_time_to_come_again()
    {
        // Invariant 1: no 2xx without a commit.
        await using var rig = await ServerRig.StartAsync();
        rig.Engine.Store.Writer.Complete();
        var answer = await rig.Ring("/webhook/lotus/slot", Good);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "store_closed"), (answer.Status, answer.Code));
        Assert.NotNull(answer.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task Other_methods_and_paths_say_so()
    {
        await using var rig = await ServerRig.StartAsync();
        var get = await ServerRig.SendAsync(rig.Http, HttpMethod.Get, "/webhook/lotus/slot", null);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, get.Status);
        Assert.Equal(["POST"], get.ContentHeaders.Allow);
        var elsewhere = await rig.Ring("/elsewhere", Good);
        Assert.Equal((HttpStatusCode.NotFound, "not_found"), (elsewhere.Status, elsewhere.Code));
        Assert.False(elsewhere.Headers.Contains("Server"));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await ServerRig.SendAsync(rig.Http, HttpMethod.Trace, "/healthz", null)).Status);
    }

    private static string Deep(int levels)
        => new StringBuilder().Insert(0, """{"a":""", levels).Append('1').Append('}', levels).ToString();
}
