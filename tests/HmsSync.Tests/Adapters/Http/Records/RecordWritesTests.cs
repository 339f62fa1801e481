using HmsSync.Sdk;
using Xunit;

namespace HmsSync.Tests.Adapters.Http.Records;

/// <summary>What goes over the wire when a record is written.</summary>
public sealed class RecordWritesTests
{
    [Fact]
    public async Task A_put_that_makes_a_record_says_that_there_must_be_none()
    {
        await using var rig = await RecordsRig.StartAsync();
        rig.Answers(("PUT", 201, """{"uid":7,"rev":3}""", null));

        var made = await rig.PushAsync(ChangeOp.Insert, """{"uid":"7/8","x":1}""", partnerKey: null);

        var request = await rig.NextAsync();
        Assert.Equal("PUT /api/r/7%2F8", $"{request.Method} {request.Target}");
        Assert.Equal("*", request.Headers["If-None-Match"]);
        Assert.Equal("k", request.Headers["Idempotency-Key"]);
        Assert.Equal("insert", request.Headers["HMS-Sync-Op"]);
        Assert.Equal(("3", """{"uid":7,"rev":3}"""), (made.Version, Text(made.Record)));
    }

    [Fact]
    public async Task What_is_there_already_is_a_conflict()
    {
        await using var rig = await RecordsRig.StartAsync();
        rig.Answers(("PUT", 412, "{}", null));
        Assert.Equal(FailureKind.Conflict, (await rig.PushAsync(ChangeOp.Insert, """{"uid":7}""")).Failure);
    }

    [Fact]
    public async Task A_put_reads_the_record_and_writes_it_whole_on_the_version_it_read()
    {
        await using var rig = await RecordsRig.StartAsync();
        const string there = """{"uid":7,"big":12345678901234567890.10,"o":{"a":1,"b":[1,{"c":2}]},"x":"old","é":"\u00e9"}""";
        rig.Answers(("GET", 200, there, "\"v1\""), ("PUT", 200, "", "\"v2\""));

        var put = await rig.PushAsync(ChangeOp.Update, "{}", version: "v1", changed: """{"o":{"a":2},"x":null,"n":1}""");

        Assert.Equal("GET /api/r/7", Call(await rig.NextAsync()));
        var request = await rig.NextAsync();
        Assert.Equal("PUT /api/r/7", Call(request));
        Assert.Equal("\"v1\"", request.Headers["If-Match"]);
        Assert.Equal("k", request.Headers["Idempotency-Key"]);
        Assert.Equal(
            """{"uid":7,"big":12345678901234567890.10,"o":{"a":2,"b":[1,{"c":2}]},"x":null,"\u00E9":"\u00e9","n":1}""", request.Body);
        Assert.Equal(("\"v2\"", true), (put.Version, put.Record.IsEmpty));
    }

    [Fact]
    public async Task A_version_that_moved_is_a_conflict_and_nothing_is_sent()
    {
        await using var rig = await RecordsRig.StartAsync();
        rig.Answers(("GET", 200, """{"uid":7}""", "\"v2\""));

        var put = await rig.PushAsync(ChangeOp.Update, """{"x":1}""", version: "\"v1\"");

        Assert.Equal((FailureKind.Conflict, "version_moved"), (put.Failure, put.Code));
        Assert.Equal("GET", Assert.Single(rig.Partner.Requests).Method);
    }

    [Theory]
    [InlineData("W/\"v1\"", "v1")]
    [InlineData("\"v1\"", "W/\"v1\"")]
    [InlineData("\"v1\"", "v1")]
    public async Task The_same_version_is_the_same_whoever_quoted_it(string etag, string version)
    {
        await using var rig = await RecordsRig.StartAsync();
        rig.Answers(("GET", 200, """{"uid":7}""", etag), ("PUT", 200, "", null));
        Assert.Null((await rig.PushAsync(ChangeOp.Update, """{"x":1}""", version: version)).Failure);
        await rig.NextAsync();
        Assert.Equal(etag, (await rig.NextAsync()).Headers["If-Match"]);
    }

    [Fact]
    public async Task A_body_that_depends_on_what_was_read_has_a_key_of_its_own()
    {
        // Invariant 3: one key for one body.
        await using var rig = await RecordsRig.StartAsync();
        async Task<string> Key(string there)
        {
            rig.Answers(("GET", 200, there, null), ("PUT", 200, "", null));
            await rig.PushAsync(ChangeOp.Update, """{"x":1}""");
            await rig.NextAsync();
            return (await rig.NextAsync()).Headers["Idempotency-Key"];
        }

        var first = await Key("""{"uid":7}""");
        Assert.StartsWith("k.", first, StringComparison.Ordinal);
        Assert.Equal(first, await Key("""{"uid":7}"""));
        Assert.NotEqual(first, await Key("""{"uid":7,"y":1}"""));
    }

    [Theory]
    [InlineData(404, FailureKind.NotFound)]
    [InlineData(410, FailureKind.NotFound)]
    [InlineData(503, FailureKind.Unavailable)]
    [InlineData(401, FailureKind.Unauthorized)]
    public async Task When_the_record_cannot_be_read_nothing_is_sent(int status, FailureKind kind)
    {
        await using var rig = await RecordsRig.StartAsync();
        rig.Answers(("GET", status, "{}", null));
        Assert.Equal(kind, (await rig.PushAsync(ChangeOp.Update, """{"x":1}""")).Failure);
        Assert.Single(rig.Partner.Requests);
    }

    [Fact]
    public async Task A_record_that_is_gone_for_good_does_not_stop_the_partner()
    {
        await using var rig = await RecordsRig.StartAsync(WithPatch);
        rig.Answers(("PATCH", 410, "", null));
        Assert.Equal(FailureKind.NotFound, (await rig.PushAsync(ChangeOp.Update, """{"x":1}""")).Failure);
    }

    [Fact]
    public async Task A_patch_sends_the_changed_fields_and_the_version_verbatim()
    {
        await using var rig = await RecordsRig.StartAsync(WithPatch);
        rig.Answers(("PATCH", 204, "", null));

        var patched = await rig.PushAsync(ChangeOp.Update, """{"x":1,"y":2}""", version: "rev 12", changed: """{"x":1}""");

        var request = await rig.NextAsync();
        Assert.Equal(("""{"x":1}""", "rev 12"), (request.Body, request.Headers["If-Match"]));
        Assert.Equal((null, null, true), (patched.Failure, patched.Version, patched.Record.IsEmpty));
    }

    [Fact]
    public async Task A_version_that_cannot_stand_in_a_header_is_not_sent()
    {
        await using var rig = await RecordsRig.StartAsync(WithPatch);
        var outcome = await rig.PushAsync(ChangeOp.Update, """{"x":1}""", version: "a\r\nX: y");
        Assert.Equal((FailureKind.Unbuildable, "header_unsafe"), (outcome.Failure, outcome.Code));
        Assert.Empty(rig.Partner.Requests);
    }

    [Fact]
    public async Task A_delete_has_no_body_and_its_condition()
    {
        await using var rig = await RecordsRig.StartAsync();
        rig.Answers(("DELETE", 204, "", null));
        Assert.Null((await rig.PushAsync(ChangeOp.Delete, "{}", version: "\"v1\"")).Failure);
        var request = await rig.NextAsync();
        Assert.Equal(("DELETE /api/r/7", "", "\"v1\""), (Call(request), request.Body, request.Headers["If-Match"]));
    }

    [Theory]
    [InlineData("ok")]
    [InlineData("[]")]
    [InlineData("""{"status":"done"}""")]
    [InlineData("""{"uid":7,"uid":8}""")]
    [InlineData("""{"uid":"\ud800"}""")]
    public async Task An_acknowledgement_that_is_no_record_is_one_all_the_same(string answer)
    {
        await using var rig = await RecordsRig.StartAsync(WithPatch);
        rig.Answers(("PATCH", 200, answer, "\"v9\""));
        var patched = await rig.PushAsync(ChangeOp.Update, """{"x":1}""");
        Assert.Equal((null, "\"v9\"", true), (patched.Failure, patched.Version, patched.Record.IsEmpty));
    }

    [Fact]
    public async Task What_was_not_configured_cannot_be_done()
    {
        await using var rig = await RecordsRig.StartAsync(s => s with { Calls = new RecordCalls { Read = s.Calls.Read } });
        var outcome = await rig.PushAsync(ChangeOp.Insert, """{"uid":7}""");
        Assert.Equal((FailureKind.Unbuildable, "no_insert"), (outcome.Failure, outcome.Code));
        Assert.Equal(RecordCapabilities.Read | RecordCapabilities.ConditionalWrites, rig.Adapter.Capabilities("t"));
    }

    [Fact]
    public async Task A_business_event_goes_as_ever()
    {
        await using var rig = await RecordsRig.StartAsync();
        rig.Answers(("POST", 200, "", null));
        Assert.Null((await rig.PushAsync(ChangeOp.Event, """{"uid":7}""")).Failure);
        Assert.Equal("POST /api/", Call(await rig.NextAsync()));
    }

    private static RecordsSettings WithPatch(RecordsSettings usual)
        => usual with { Calls = usual.Calls with { Update = new("PATCH", "/r/{uid}") } };

    private static string Call(Fakes.RecordedRequest request) => $"{request.Method} {request.Target}";

    private static string Text(ReadOnlyMemory<byte> utf8) => System.Text.Encoding.UTF8.GetString(utf8.Span);
}
