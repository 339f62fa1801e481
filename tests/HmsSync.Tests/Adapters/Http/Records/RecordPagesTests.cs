using System.Text;
using HmsSync.Sdk;
using Xunit;

namespace HmsSync.Tests.Adapters.Http.Records;

/// <summary>What pages are asked for, and what they may look like.</summary>
public sealed class RecordPagesTests
{
    [Fact]
    public async Task The_first_cursor_is_empty_and_the_next_is_escaped()
    {
        await using var rig = await RecordsRig.StartAsync();
        await rig.ListAsync();
        await rig.ListAsync("a&b=");
        Assert.Equal("/api/r?cursor=&limit=50", (await rig.NextAsync()).Target);
        Assert.Equal("/api/r?cursor=a%26b%3D&limit=50", (await rig.NextAsync()).Target);
    }

    [Fact]
    public async Task Items_keep_their_bytes_and_tell_what_happened_to_them()
    {
        await using var rig = await RecordsRig.StartAsync();
        rig.Answers(("GET", 200, """
            { "page": { "items": [
              {"uid":1, "n":1.10, "rev":"a", "gone":false}, {"uid":2,"gone":0}, {"uid":3,"gone":""}, {"uid":4,"gone":null},
              {"uid":5,"gone":"2030-01-01"}, {"uid":6,"gone":true}, {"uid":7,"gone":1}, {"uid":8,"gone":{}} ], "next": 12 } }
            """, "\"of the page\""));

        var page = await rig.PullAsync();

        Assert.Equal("12", page.Next);
        Assert.Equal([false, false, false, false, true, true, true, true], page.Items.Select(i => i.Deleted));
        Assert.Equal("""{"uid":1, "n":1.10, "rev":"a", "gone":false}""", Encoding.UTF8.GetString(page.Items[0].Fields.Span));
        Assert.Equal(["a", null], page.Items.Take(2).Select(i => i.Version));
    }

    [Theory]
    [InlineData("""{"page":{"items":[]}}""")]
    [InlineData("""{"page":{"items":[],"next":null}}""")]
    [InlineData("""{"page":{"items":[],"next":""}}""")]
    public async Task A_page_without_a_next_is_the_last(string body)
    {
        await using var rig = await RecordsRig.StartAsync();
        rig.Answers(("GET", 200, body, null));
        var page = await rig.PullAsync("c");
        Assert.Equal((null, null, false), (page.Next, page.Failure, page.CursorGone));
    }

    [Theory]
    [InlineData("not_json", "<html>")]
    [InlineData("not_json", "")]
    [InlineData("not_json", """{"page":{"items":[]},"page":{}}""")]
    [InlineData("items_missing", "[]")]
    [InlineData("items_missing", """{"items":[]}""")]
    [InlineData("items_missing", """{"page":{"items":{}}}""")]
    [InlineData("bad_item", """{"page":{"items":[{},7]}}""")]
    [InlineData("bad_next", """{"page":{"items":[],"next":{}}}""")]
    [InlineData("bad_next", """{"page":{"items":[],"next":true}}""")]
    public async Task Another_shape_is_a_bad_answer(string code, string body)
    {
        await using var rig = await RecordsRig.StartAsync();
        rig.Answers(("GET", 200, body, null));
        var failure = (await rig.ListAsync()).Failure!;
        Assert.Equal((FailureKind.BadAnswer, code), (failure.Failure, failure.Code));
    }

    [Fact]
    public async Task A_page_is_bounded()
    {
        // Invariant 11: items of a page, characters of a cursor.
        await using var rig = await RecordsRig.StartAsync();
        var items = string.Join(',', Enumerable.Repeat("{}", PageOutcome.MostItems + 1));
        rig.Answers(("GET", 200, $$$"""{"page":{"items":[{{{items}}}]}}""", null));
        Assert.Equal("too_many_items", (await rig.ListAsync()).Failure!.Code);
        rig.Answers(("GET", 200, $$$"""{"page":{"items":[],"next":"{{{new string('x', 5_000)}}}"}}""", null));
        Assert.Equal("bad_next", (await rig.ListAsync()).Failure!.Code);
    }

    [Fact]
    public async Task A_list_may_be_the_answer_itself()
    {
        await using var rig = await RecordsRig.StartAsync(s => s with { Items = null, Next = null });
        rig.Answers(("GET", 200, """[{"uid":1}]""", null));
        Assert.Single((await rig.ListAsync()).Items);
        rig.Answers(("GET", 200, """{"items":[]}""", null));
        Assert.Contains("'items'", (await rig.ListAsync()).Failure!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gone_is_the_cursor_of_changes_and_the_endpoint_of_a_list()
    {
        await using var rig = await RecordsRig.StartAsync();
        rig.Answers(("GET", 410, "", null));
        Assert.True((await rig.PullAsync("old")).CursorGone);
        Assert.Equal(FailureKind.Gone, (await rig.ListAsync()).Failure!.Failure);
    }

    [Fact]
    public async Task What_is_not_ours_is_left_out_but_a_delete_and_what_cannot_be_judged_are_not()
    {
        static bool IsOurs(ReadOnlySpan<byte> record) => record.IndexOf("WIC"u8) >= 0;
        await using var rig = await RecordsRig.StartAsync(s => s with { IsOurs = IsOurs, IsFiltered = true });
        rig.Answers(("GET", 200, """{"page":{"items":[{"c":"WIC"},{"c":"Dental"},{"gone":true},{"c":"\ud83d"}]}}""", null));
        var page = await rig.PullAsync();
        Assert.Equal(
            ["""{"c":"WIC"}""", """{"gone":true}""", """{"c":"\ud83d"}"""],
            page.Items.Select(i => Encoding.UTF8.GetString(i.Fields.Span)));
    }
}
