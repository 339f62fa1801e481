using System.Globalization;
using HmsSync.Sdk;
using Xunit;

namespace HmsSync.Tests.Adapters.Http.Records;

/// <summary>What single records are asked for, and what answers are worth.</summary>
public sealed class RecordQuestionsTests
{
    [Theory]
    [InlineData(404)]
    [InlineData(410)]
    public async Task Not_there_is_an_answer(int status)
    {
        await using var rig = await RecordsRig.StartAsync();
        rig.Answers(("GET", status, "", null));
        var read = await rig.ReadAsync();
        Assert.Equal((RecordPresence.NotThere, null), (read.Presence, read.Failure));
    }

    [Fact]
    public async Task A_record_with_a_delete_mark_is_not_there()
    {
        await using var rig = await RecordsRig.StartAsync();
        rig.Answers(("GET", 200, """{"uid":7,"gone":"2030-01-01"}""", null));
        Assert.Equal(RecordPresence.NotThere, (await rig.ReadAsync()).Presence);
    }

    [Theory]
    [InlineData("<html>please log in</html>")]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"uid":7,"uid":8}""")]
    [InlineData("""{"uid":7,"x":"\ud83d"}""")]
    [InlineData("""{"uid":7,}""")]
    public async Task Anything_but_one_strict_object_is_a_bad_answer(string body)
    {
        await using var rig = await RecordsRig.StartAsync();
        rig.Answers(("GET", 200, body, null));
        var read = await rig.ReadAsync();
        Assert.Equal((FailureKind.BadAnswer, "not_json"), (read.Failure!.Failure, read.Failure.Code));
        Assert.DoesNotContain("log in", read.Failure.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_that_is_too_long_is_a_bad_answer()
    {
        // Invariant 11: bytes of one record.
        await using var rig = await RecordsRig.StartAsync();
        rig.Answers(("GET", 200, $$"""{"uid":7,"x":"{{new string('x', 1024 * 1024)}}"}""", null));
        Assert.Equal(FailureKind.BadAnswer, (await rig.ReadAsync()).Failure!.Failure);
    }

    [Fact]
    public async Task Whoever_refuses_a_read_is_told_apart()
    {
        await using var rig = await RecordsRig.StartAsync();
        rig.Answers(("GET", 503, "", null));
        Assert.Equal("http_503", (await rig.ReadAsync()).Failure!.Code);
        await rig.Partner.DisposeAsync();
        Assert.Equal(FailureKind.Unreachable, (await rig.ReadAsync()).Failure!.Failure);
    }

    [Theory]
    [InlineData("""{"uid":7,"rev":12,"at":1893456000123}""", null, "12", "2030-01-01T00:00:00.1230000+00:00")]
    [InlineData("""{"uid":7,"rev":"a b","at":"2030-01-01T02:00:00.5+02:00"}""", null, "a b", "2030-01-01T00:00:00.5000000+00:00")]
    [InlineData("""{"uid":7,"rev":"a","at":"2030-01-01T00:00:00"}""", "W/\"e\"", "W/\"e\"", "2030-01-01T00:00:00.0000000+00:00")]
    [InlineData("""{"uid":7,"rev":null,"at":"yesterday"}""", null, null, null)]
    [InlineData("""{"uid":7,"rev":"\n","at":1e30}""", null, null, null)]
    [InlineData("""{"uid":7}""", null, null, null)]
    public async Task Version_and_stamp_are_told_as_far_as_they_can_be_read(string body, string? etag, string? version, string? changedAt)
    {
        await using var rig = await RecordsRig.StartAsync();
        rig.Answers(("GET", 200, body, etag));
        var record = (await rig.ReadAsync()).Record!;
        Assert.Equal((version, changedAt), (record.Version, record.ChangedAt?.ToString("o", CultureInfo.InvariantCulture)));
        Assert.Equal(body, System.Text.Encoding.UTF8.GetString(record.Fields.Span));
    }

    [Theory]
    [InlineData("\"7\"", "{}", "GET /api/r/7")]
    [InlineData("77", "{}", "GET /api/r/77")]
    [InlineData(null, """{"uid":"a/../b"}""", "GET /api/r/a%2F..%2Fb")]
    [InlineData("\"7\"", """{"uid":"8"}""", "GET /api/r/7")]
    public async Task A_record_is_named_by_its_key_at_the_partner_or_by_the_mapped_one(string? key, string fields, string call)
    {
        await using var rig = await RecordsRig.StartAsync();
        await rig.ReadAsync(key, fields);
        var request = await rig.NextAsync();
        Assert.Equal((call, "application/json"), ($"{request.Method} {request.Target}", request.Headers["Accept"]));
    }

    [Fact]
    public async Task Without_a_key_nothing_is_asked()
    {
        await using var rig = await RecordsRig.StartAsync();
        Assert.Equal("url_field_missing", (await rig.ReadAsync(null)).Failure!.Code);
        Assert.Empty(rig.Partner.Requests);
    }

    [Theory]
    [InlineData("""{"id":42}""", "GET /api/r?ref=42")]
    [InlineData("""{"a":1,"b":"x y"}""", "GET /api/r?ref=%7B%22a%22%3A1%2C%22b%22%3A%22x%20y%22%7D")]
    public async Task It_is_looked_for_by_the_hubs_key(string key, string call)
    {
        await using var rig = await RecordsRig.StartAsync();
        await rig.FindAsync(key: key);
        var request = await rig.NextAsync();
        Assert.Equal(call, $"{request.Method} {request.Target}");
    }

    [Theory]
    [InlineData("""{"page":{"items":[]}}""", RecordPresence.NotThere)]
    [InlineData("""{"page":{"items":[{"uid":7}]}}""", RecordPresence.Found)]
    [InlineData("""{"page":{"items":[{"uid":8},{"uid":7}]}}""", RecordPresence.Found)]
    [InlineData("""{"page":{"items":[{"uid":8}]}}""", RecordPresence.NotThere)]
    [InlineData("""{"page":{"items":[{"uid":7,"gone":true}]}}""", RecordPresence.NotThere)]
    [InlineData("""{"uid":7}""", RecordPresence.Found)]
    [InlineData("""{"uid":8}""", RecordPresence.NotThere)]
    public async Task Only_the_record_that_was_asked_for_is_found(string body, RecordPresence presence)
    {
        await using var rig = await RecordsRig.StartAsync();
        rig.Answers(("GET", 200, body, null));
        var found = await rig.FindAsync("""{"uid":7}""");
        Assert.Equal((null, presence), (found.Failure, found.Presence));
        var record = found.Record is { } there ? System.Text.Encoding.UTF8.GetString(there.Fields.Span) : null;
        Assert.Equal(presence == RecordPresence.Found ? """{"uid":7}""" : null, record);
    }

    [Fact]
    public async Task Two_records_for_one_key_are_not_chosen_from()
    {
        await using var rig = await RecordsRig.StartAsync();
        rig.Answers(("GET", 200, """{"page":{"items":[{"uid":7},{"uid":8}]}}""", null));
        Assert.Equal("find_ambiguous", (await rig.FindAsync()).Failure!.Code);
    }

    [Fact]
    public async Task A_find_that_answers_something_else_is_a_bad_answer()
    {
        await using var rig = await RecordsRig.StartAsync();
        rig.Answers(("GET", 200, "<html>", null));
        Assert.Equal("not_json", (await rig.FindAsync()).Failure!.Code);
    }
}
