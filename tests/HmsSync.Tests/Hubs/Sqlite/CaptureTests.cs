using System.Text;
using System.Text.Json;
using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Feeds;
using HmsSync.Sdk;
using Xunit;

namespace HmsSync.Tests.Hubs.Sqlite;

public sealed class CaptureTests
{
    private const string Schema = "CREATE TABLE t(id INTEGER PRIMARY KEY, u UNIQUE, v)";

    [Theory]
    [InlineData("9223372036854775807", "9223372036854775807")]
    [InlineData("-9223372036854775808", "-9223372036854775808")]
    [InlineData("0.1", "0.1")]
    [InlineData("1e300", "1E+300")]
    [InlineData("9e999", "\"Infinity\"")]
    [InlineData("-9e999", "\"-Infinity\"")]
    [InlineData("NULL", "null")]
    [InlineData("''", "\"\"")]
    [InlineData("'ü€\U0001F600'", "\"ü€\U0001F600\"")]
    [InlineData("'a\"b\\c'||char(10,0,1)", "\"a\\u0022b\\\\c\\n\\u0000\\u0001\"")]
    [InlineData("x'00ff10'", "\"AP8Q\"")]
    [InlineData("x''", "\"\"")]
    [InlineData("cast(x'41ff42' AS TEXT)", "\"A\uFFFDB\"")]
    [InlineData("cast(x'eda080' AS TEXT)", "\"\uFFFD\uFFFD\uFFFD\"")]
    public async Task A_value_comes_by_its_stored_type(string literal, string json)
    {
        var events = await Changes($"INSERT INTO t(id, v) VALUES (1, {literal})");
        using var parsed = JsonDocument.Parse(Assert.Single(events).Fields);
        using var expected = JsonDocument.Parse($"{{\"id\":1,\"u\":null,\"v\":{json}}}");
        Assert.True(JsonElement.DeepEquals(expected.RootElement, parsed.RootElement), Text(events[0].Fields));
        Assert.Equal(expected.RootElement.GetProperty("v").ValueKind, parsed.RootElement.GetProperty("v").ValueKind);
    }

    [Fact]
    public async Task A_database_in_utf16_gives_the_same_text()
    {
        using var hub = HubFile.InMemory("utf16", "PRAGMA encoding='UTF-16'; " + Schema);
        var feed = await hub.OpenFeed(HubFile.Plan("t"));
        hub.Execute("INSERT INTO t VALUES (1, x'0041', 'ü€')");
        var (events, _) = await HubFile.Drain(feed, FeedPosition.Start);
        Assert.Equal("{\"id\":1,\"u\":\"AEE=\",\"v\":\"ü€\"}", Text(Assert.Single(events).Fields));
    }

    [Fact]
    public async Task Insert_update_and_delete_carry_what_was_and_what_is()
    {
        var events = await Changes("INSERT INTO t VALUES (1, 'a', 5); UPDATE t SET v = 6; DELETE FROM t");
        Assert.Equal(
            ["Insert 1,a,5 ", "Update 1,a,6 v:5", "Delete 1,a,6 "],
            events.Select(Line));
        Assert.All(events, e => Assert.Equal("{\"id\":1}", e.Key.Json));
        Assert.All(events, e => Assert.True(e is { Topic: "t", Source.IsHub: true, Origin: null, Snapshot: false }));
        var age = DateTimeOffset.UtcNow - events[0].At.ToDateTimeOffset();
        Assert.InRange(age, TimeSpan.FromSeconds(-2), TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task An_update_that_changes_nothing_is_no_event_but_a_change_of_case_is_one()
    {
        var events = await Changes(
            "INSERT INTO n VALUES ('a', 'x'); UPDATE n SET v = 'x'; UPDATE n SET v = 'X'",
            "CREATE TABLE n(k TEXT PRIMARY KEY, v COLLATE NOCASE)",
            "n");
        Assert.Equal(["Insert", "Update"], events.Select(e => e.Op.ToString()));
    }

    [Theory]
    [InlineData("INSERT OR REPLACE INTO t VALUES (1, 'a', 9)", "Update 1,a,9 v:5")]
    [InlineData("INSERT OR REPLACE INTO t VALUES (1, 'a', 5)", "")]
    [InlineData("INSERT OR REPLACE INTO t VALUES (3, 'a', 9)", "Delete 1,a,5 ;Insert 3,a,9 ")]
    [InlineData("INSERT OR REPLACE INTO t VALUES (1, 'b', 9)", "Delete 2,b,6 ;Update 1,b,9 u:a,v:5")]
    [InlineData("UPDATE OR REPLACE t SET u = 'b' WHERE id = 1", "Delete 2,b,6 ;Update 1,b,5 u:a")]
    [InlineData("UPDATE OR REPLACE t SET id = 2 WHERE id = 1", "Delete 2,b,6 ;Delete 1,a,5 ;Insert 2,a,5 ")]
    [InlineData("UPDATE t SET id = 7 WHERE id = 1", "Delete 1,a,5 ;Insert 7,a,5 ")]
    [InlineData("INSERT OR IGNORE INTO t VALUES (1, 'b', 9); DELETE FROM t WHERE id = 1", "Delete 1,a,5 ")]
    [InlineData("INSERT INTO t VALUES (1, 'a', 9) ON CONFLICT(id) DO UPDATE SET v = 9", "Update 1,a,9 v:5")]
    [InlineData("DELETE FROM t", "Delete 1,a,5 ;Delete 2,b,6 ")]
    public async Task What_a_statement_did_comes_out_exactly(string sql, string expected)
    {
        var events = await Changes($"INSERT INTO t VALUES (1, 'a', 5), (2, 'b', 6); {sql}");
        Assert.Equal(expected, string.Join(';', events.Skip(2).Select(Line)));
    }

    [Fact]
    public async Task A_changed_key_stays_in_one_page()
    {
        using var hub = HubFile.InMemory("unit", Schema);
        var feed = await hub.OpenFeed(HubFile.Plan("t"));
        hub.Execute("INSERT INTO t VALUES (1, 'a', 5); UPDATE t SET id = 2");
        var first = await feed.ReadAsync(FeedPosition.Start, 2, TestContext.Current.CancellationToken);
        Assert.Equal([ChangeOp.Insert], first.Events.Select(e => e.Op));
        var second = await feed.ReadAsync(first.Next, 1, TestContext.Current.CancellationToken);
        Assert.Equal([ChangeOp.Delete, ChangeOp.Insert], second.Events.Select(e => e.Op));
    }

    [Fact]
    public async Task A_replaced_record_is_an_update_also_at_the_end_of_a_page()
    {
        using var hub = HubFile.InMemory("pageend", Schema);
        var feed = await hub.OpenFeed(HubFile.Plan("t"));
        hub.Execute("INSERT INTO t VALUES (1, 'a', 5); INSERT OR REPLACE INTO t VALUES (1, 'a', 6)");
        var (events, _) = await HubFile.Drain(feed, FeedPosition.Start, page: 1);
        Assert.Equal([ChangeOp.Insert, ChangeOp.Update], events.Select(e => e.Op));
    }

    [Fact]
    public async Task Keys_are_ascii_and_in_key_order()
    {
        var events = await Changes(
            "INSERT INTO c VALUES ('ü\"', x'ff', 1)",
            "CREATE TABLE c(a TEXT, b BLOB, v, PRIMARY KEY(b, a)) WITHOUT ROWID",
            "c");
        Assert.Equal("{\"b\":\"/w==\",\"a\":\"\\u00FC\\u0022\"}", Assert.Single(events).Key.Json);
    }

    [Fact]
    public async Task The_applications_stamp_is_taken_where_it_is_one()
    {
        using var hub = HubFile.InMemory("stamp", "CREATE TABLE s(id INTEGER PRIMARY KEY, v, at)");
        var plan = new HubPlan("", false, [new TablePlan("s") { ChangedAt = "at" }]);
        var feed = await hub.OpenFeed(plan);
        hub.Execute(
            "INSERT INTO s VALUES (1, 1, '2026-01-02T03:04:05Z'); UPDATE s SET at = 1767323045006;"
                + "UPDATE s SET v = 2; INSERT INTO s VALUES (2, 1, 'soon')");
        var (events, _) = await HubFile.Drain(feed, FeedPosition.Start);
        Assert.Equal("2026-01-02T03:04:05.000000Z", events[0].At.ToString());
        Assert.Equal("2026-01-02T03:04:05.006000Z", events[1].At.ToString());
        var hourAgo = DateTimeOffset.UtcNow.AddHours(-1);
        Assert.All(events.Skip(2), e => Assert.True(e.At.ToDateTimeOffset() > hourAgo));
    }

    /// <summary>Operation, values after (of a delete: before), and what the changed ones were.</summary>
    private static string Line(NewEvent e)
    {
        var values = Shadow.Canonical(e.Fields).Split('|').Select(v => v.Split('=')[1]);
        var was = e.Was.IsEmpty ? "" : Shadow.Canonical(e.Was).Replace('=', ':').Replace('|', ',');
        return $"{e.Op} {string.Join(',', values)} {was}".Replace("\"", "", StringComparison.Ordinal);
    }

    private static string Text(ReadOnlyMemory<byte> json) => Encoding.UTF8.GetString(json.Span);

    private static async Task<List<NewEvent>> Changes(string sql, string schema = Schema, string table = "t")
    {
        using var hub = HubFile.InMemory("capture" + sql.GetHashCode(StringComparison.Ordinal), schema);
        var feed = await hub.OpenFeed(HubFile.Plan(table));
        hub.Execute(sql);
        return (await HubFile.Drain(feed, FeedPosition.Start)).Events;
    }
}
