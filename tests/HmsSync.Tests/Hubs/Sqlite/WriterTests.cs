using System.Globalization;
using System.Text;
using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Feeds;
using HmsSync.Hubs;
using Xunit;

namespace HmsSync.Tests.Hubs.Sqlite;

public sealed class WriterTests
{
    private const string Schema =
        "CREATE TABLE p(id INTEGER PRIMARY KEY, u TEXT UNIQUE, n INT NOT NULL DEFAULT 1 CHECK (n < 100), r REAL,"
            + " b BLOB, x);"
            + "CREATE TABLE c(id INTEGER PRIMARY KEY, p INT REFERENCES p(id),"
            + " q INT REFERENCES p(id) DEFERRABLE INITIALLY DEFERRED)";

    private static readonly HubPlan Plan = HubFile.Plan("p", "c");

    // Invariant 5: the tag alone says which delivery caused a row, and so does what a trigger made of it
    [Fact]
    public async Task A_change_of_ours_comes_back_with_its_tag_and_the_applications_without()
    {
        using var hub = HubFile.OnDisk(Schema
            + "; CREATE TRIGGER child AFTER INSERT ON p BEGIN INSERT INTO c(p) VALUES (new.id); END");
        var feed = await hub.OpenFeed(Plan);
        var results = await Apply(hub, Insert(1, """{"u":"a"}"""), Insert(2, """{"u":"b"}"""));
        hub.Execute("UPDATE p SET n = 2 WHERE id = 1");
        Assert.All(results, r => Assert.Equal((ApplyResultKind.Written, "ok"), (r.Kind, r.Code)));
        var (events, _) = await HubFile.Drain(feed, FeedPosition.Start);
        Assert.Equal(["p 1", "c 1", "p 2", "c 2", "p "], events.Select(e => $"{e.Topic} {e.Origin?.PartnerSeq}"));
        Assert.Equal(Tag(2), events[2].Origin);
        Assert.Equal(0, hub.Number("SELECT count(*) FROM hms_sync_origin"));
    }

    [Theory]
    [InlineData("""{"n":9007199254740993}""", "n", "9007199254740993", false)]
    [InlineData("""{"x":9223372036854775807}""", "x", "9223372036854775807", true)]
    [InlineData("""{"x":0.1}""", "x", "0.1", true)]
    [InlineData("""{"x":1.50}""", "x", "1.5", true)]
    [InlineData("""{"x":-1.25e-7}""", "x", "-1.25E-07", true)]
    [InlineData("""{"u":12345678901234567890.10}""", "u", "\"12345678901234567890.10\"", true)]
    [InlineData("""{"x":true,"r":"-Infinity"}""", "x, r", "1|r=\"-Infinity\"", true)]
    [InlineData("""{"b":"AP8="}""", "b", "\"AP8=\"", true)]
    [InlineData("""{"b":""}""", "b", "\"\"", true)]
    [InlineData("""{"u":"a\u0000\u00fc"}""", "u", "\"a\0ü\"", true)]
    [InlineData("""{"u":""}""", "u", "\"\"", true)]
    [InlineData("""{"x":{"a":[1, "b"]}}""", "x", "\"{\"a\":[1, \"b\"]}\"", true)]
    public async Task A_value_is_written_exactly(string fields, string column, string stored, bool fits)
    {
        using var hub = HubFile.OnDisk(Schema);
        await hub.OpenFeed(Plan);
        var result = Assert.Single(await Apply(hub, Insert(1, fields)));
        Assert.Equal(fits ? ApplyResultKind.Written : ApplyResultKind.Refused, result.Kind);
        if (fits)
        {
            Assert.Equal($"{column.Split(',')[0]}={stored}", Shadow.OfTable(hub.Application, column, "p", "1"));
        }
    }

    [Theory]
    [InlineData("""{"x":12345678901234567890}""", "bad_value", "column x cannot hold the value exactly as it came")]
    [InlineData("""{"x":0.12345678901234567891}""", "bad_value", "column x cannot hold the value exactly as it came")]
    [InlineData("""{"x":1e-99999999999}""", "bad_value", "column x cannot hold the value exactly as it came")]
    [InlineData("""{"x":1e999}""", "bad_value", "column x cannot hold the value exactly as it came")]
    [InlineData("""{"b":"not base64!"}""", "bad_value", "column b cannot hold the value exactly as it came")]
    [InlineData("""{"n":null}""", "constraint", "NOT NULL constraint failed: p.n")]
    [InlineData("""{"n":4711}""", "constraint", "CHECK constraint failed: n < 100")]
    [InlineData("""{"u":"secret"}""", "constraint", "UNIQUE constraint failed: p.u")]
    public async Task A_refused_record_is_named_without_its_values_and_takes_no_other_with_it(
        string fields, string code, string detail)
    {
        using var hub = HubFile.OnDisk(Schema);
        await hub.OpenFeed(Plan);
        hub.Execute("INSERT INTO p(id, u) VALUES (9, 'secret')");
        var results = await Apply(
            hub, Insert(1, """{"u":"before"}"""), Insert(2, fields), Insert(3, """{"u":"after"}"""));
        Assert.Equal(new ApplyResult(ApplyResultKind.Refused, code, detail), results[1]);
        Assert.Equal([ApplyResultKind.Written, ApplyResultKind.Written], [results[0].Kind, results[2].Kind]);
        Assert.Equal(3, hub.Number("SELECT count(*) FROM p"));
    }

    [Fact]
    public async Task A_trigger_that_rolls_all_back_loses_only_its_own_record()
    {
        using var hub = HubFile.OnDisk(Schema
            + "; CREATE TRIGGER no BEFORE INSERT ON p WHEN new.id = 2 BEGIN SELECT RAISE(ROLLBACK, 'value 4711'); END");
        await hub.OpenFeed(Plan);
        var results = await Apply(hub, Insert(1, "{}"), Insert(2, "{}"), Insert(3, "{}"));
        Assert.Equal(
            [ApplyResultKind.Written, ApplyResultKind.Refused, ApplyResultKind.Written], results.Select(r => r.Kind));
        Assert.DoesNotContain("4711", results[1].Detail, StringComparison.Ordinal);
        Assert.Equal(2, hub.Number("SELECT count(*) FROM p"));
    }

    [Fact]
    public async Task A_key_that_the_database_makes_is_told()
    {
        using var hub = HubFile.OnDisk(Schema + "; INSERT INTO p(id) VALUES (41)");
        await hub.OpenFeed(Plan);
        var born = Insert(0, """{"u":"born"}""") with { Key = RecordKey.None };
        Assert.Equal("{\"id\":42}", Assert.Single(await Apply(hub, born)).MadeKey.Json);
    }

    [Fact]
    public async Task A_locked_hub_is_unavailable_and_nothing_is_written()
    {
        using var hub = HubFile.OnDisk(Schema);
        await hub.OpenFeed(Plan);
        hub.Execute("BEGIN IMMEDIATE");
        var results = await Apply(hub, Insert(1, "{}"));
        hub.Execute("COMMIT");
        Assert.Equal((ApplyResultKind.Unavailable, "hub_busy"), (results[0].Kind, results[0].Code));
        Assert.Equal(0, hub.Number("SELECT count(*) FROM p"));
    }

    private static Task<IReadOnlyList<ApplyResult>> Apply(HubFile hub, params HubApply[] deliveries)
        => hub.Writer(Plan).ApplyAsync(deliveries, TestContext.Current.CancellationToken);

    private static HubApply Insert(long id, string fields)
        => Delivery(id, "p", id, _ => Write(HubWriteKind.Insert, fields));

    private static HubApply Delivery(long seq, string table, long id, Func<ReadOnlyMemory<byte>?, HubWrite> decide)
        => new(
            table,
            new RecordKey(string.Create(CultureInfo.InvariantCulture, $"{{\"id\":{id}}}")),
            Tag(seq),
            (current, _) => decide(current));

    private static ApplyTag Tag(long seq) => new("e1", 3, new PartnerSeq(seq), new Seq(100 + seq), 1);

    private static HubWrite Write(HubWriteKind kind, string fields) => new(kind, Encoding.UTF8.GetBytes(fields));
}
