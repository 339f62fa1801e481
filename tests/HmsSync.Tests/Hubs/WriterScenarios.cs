using HmsSync.Hubs;
#pragma warning disable IDE0005 // one of the two projects that compile this file has it for all of theirs
using Xunit;
#pragma warning restore IDE0005
using static HmsSync.Tests.Hubs.Deliveries;

namespace HmsSync.Tests.Hubs;

/// <summary>What every hub writer does, whatever the database.</summary>
public abstract class WriterScenarios
{
    private const string Schema =
        "CREATE TABLE p(id INTEGER PRIMARY KEY, u VARCHAR(20) UNIQUE, n INT NOT NULL DEFAULT 1 CHECK (n < 100), x TEXT);"
            + "CREATE TABLE c(id INTEGER PRIMARY KEY, p INT REFERENCES p(id),"
            + " q INT REFERENCES p(id) DEFERRABLE INITIALLY DEFERRED)";

    /// <summary>A new database with tables p, c.</summary>
    private protected abstract Task<IWriterHub> Open(string schema, params string[] tables);

    // Invariant 5: the tag alone says which delivery caused a row
    [Fact]
    public async Task A_change_of_ours_stands_behind_its_tag_and_the_applications_behind_none()
    {
        await using var hub = await Open(Schema, "p", "c");
        await hub.Run("INSERT INTO p(id) VALUES (7)");
        var results = await Apply(
            hub, Insert(1, """{"u":"a"}"""), Of(2, "c", 1, _ => Write(HubWriteKind.Insert, """{"p":1}""")), Insert(3, "{}"));
        await hub.Run("UPDATE p SET n = 2 WHERE id = 1");
        Assert.All(results, r => Assert.Equal((ApplyResultKind.Written, "ok"), (r.Kind, r.Code)));
        Assert.Equal(["p -", "p 1", "c 2", "p 3", "p -"], await hub.Changes());
    }

    [Fact]
    public async Task Decide_sees_the_record_as_it_stands_and_only_given_fields_are_written()
    {
        await using var hub = await Open(Schema, "p", "c");
        await hub.Run("INSERT INTO p VALUES (1, 'a', 5, 'kept')");
        var seen = "";
        var results = await Apply(
            hub,
            Of(1, "p", 1, current =>
            {
                seen = Text(current);
                return Write(HubWriteKind.Update, """{"n":6,"u":null}""");
            }),
            Of(2, "p", 1, _ => HubWrite.Nothing),
            Of(3, "p", 9, current => Write(current is null ? HubWriteKind.Delete : HubWriteKind.Insert, "")));
        Assert.Equal("""{"id":1,"u":"a","n":5,"x":"kept"}""", seen);
        Assert.Equal([ApplyResultKind.Written, ApplyResultKind.Agreed, ApplyResultKind.Agreed], results.Select(r => r.Kind));
        Assert.Equal("""{"id":1,"u":null,"n":6,"x":"kept"}""", await Read(hub, "p", 1));
        Assert.Equal(["p -", "p 1"], await hub.Changes());
    }

    [Fact]
    public async Task A_record_is_deleted()
    {
        await using var hub = await Open(Schema, "p", "c");
        await hub.Run("INSERT INTO p(id) VALUES (1), (2)");
        var result = await Apply(hub, Of(1, "p", 1, _ => Write(HubWriteKind.Delete, "")));
        Assert.Equal(ApplyResultKind.Written, Assert.Single(result).Kind);
        Assert.Equal(2, await hub.Number("SELECT max(id) FROM p"));
        Assert.Equal(1, await hub.Number("SELECT count(*) FROM p"));
        Assert.Equal("none", await Read(hub, "p", 1));
    }

    [Theory]
    [InlineData("""{"nope":1}""", "unknown_field", "p has no column nope that can be written")]
    [InlineData("""{"x":"1","x":"2"}""", "bad_fields", "field x stands twice")]
    [InlineData("""{"x":""", "bad_fields", "the fields are no JSON object")]
    [InlineData("""{"n":null}""", "constraint", "NOT NULL constraint failed")]
    [InlineData("""{"n":4711}""", "constraint", "CHECK constraint failed")]
    [InlineData("""{"u":"secret"}""", "constraint", "UNIQUE constraint failed")]
    public async Task A_refused_record_is_named_without_its_values_and_takes_no_other_with_it(string fields, string code, string detail)
    {
        await using var hub = await Open(Schema, "p", "c");
        await hub.Run("INSERT INTO p(id, u) VALUES (9, 'secret')");
        var results = await Apply(hub, Insert(1, """{"u":"before"}"""), Insert(2, fields), Insert(3, """{"u":"after"}"""));
        Assert.Equal((ApplyResultKind.Refused, code), (results[1].Kind, results[1].Code));
        Assert.StartsWith(detail, results[1].Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("4711", results[1].Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", results[1].Detail, StringComparison.Ordinal);
        Assert.Equal([ApplyResultKind.Written, ApplyResultKind.Written], [results[0].Kind, results[2].Kind]);
        Assert.Equal(3, await hub.Number("SELECT count(*) FROM p"));
    }

    [Theory]
    [InlineData("""{"p":7}""")]
    [InlineData("""{"q":7}""")]
    public async Task A_child_waits_for_its_parent_also_where_the_key_is_deferred(string fields)
    {
        await using var hub = await Open(Schema, "p", "c");
        var child = Of(2, "c", 1, _ => Write(HubWriteKind.Insert, fields));
        var results = await Apply(hub, Insert(1, "{}"), child, Insert(7, "{}"), child);
        Assert.Equal(
            [ApplyResultKind.Written, ApplyResultKind.WaitForParent, ApplyResultKind.Written, ApplyResultKind.Written],
            results.Select(r => r.Kind));
    }

    [Fact]
    public async Task A_table_that_is_not_there_is_refused_by_name()
    {
        await using var hub = await Open(Schema, "p", "c", "gone");
        var results = await Apply(hub, Of(1, "gone", 1, _ => Write(HubWriteKind.Insert, "{}")), Insert(1, "{}"));
        Assert.Equal(("unknown_table", ApplyResultKind.Written), (results[0].Code, results[1].Kind));
        Assert.Contains("gone", results[0].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_column_that_came_later_can_be_written_at_once()
    {
        await using var hub = await Open(Schema, "p", "c");
        await Apply(hub, Insert(1, "{}"));
        await hub.Run("ALTER TABLE p ADD COLUMN late TEXT");
        var results = await Apply(hub, Insert(2, """{"late":"yes"}"""));
        Assert.Equal(ApplyResultKind.Written, Assert.Single(results).Kind);
        Assert.Contains("\"late\":\"yes\"", await Read(hub, "p", 2), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_decision_that_fails_leaves_nothing_behind_and_the_writer_goes_on()
    {
        await using var hub = await Open(Schema, "p", "c");
        HubApply[] broken = [Of(2, "p", 2, _ => throw new InvalidTimeZoneException()), Insert(1, "{}")];
        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => Apply(hub, broken));
        Assert.Equal(0, await hub.Number("SELECT count(*) FROM p"));
        Assert.Equal(ApplyResultKind.Written, (await Apply(hub, Insert(1, "{}")))[0].Kind);
    }

    [Fact]
    public async Task Many_records_go_in_order_and_can_be_read_back()
    {
        await using var hub = await Open(Schema, "p", "c");
        var results = await Apply(hub, [.. Enumerable.Range(1, 300).Select(i => Insert(i, $$"""{"u":"u{{i}}"}"""))]);
        Assert.All(results, r => Assert.Equal(ApplyResultKind.Written, r.Kind));
        Assert.Equal(Enumerable.Range(1, 300).Select(i => FormattableString.Invariant($"p {i}")), await hub.Changes());
        Assert.Contains("\"u\":\"u7\"", await Read(hub, "p", 7), StringComparison.Ordinal);
        Assert.Equal("none", await Read(hub, "p", 777));
    }

    private static Task<IReadOnlyList<ApplyResult>> Apply(IWriterHub hub, params HubApply[] deliveries)
        => hub.Writer.ApplyAsync(deliveries, TestContext.Current.CancellationToken);

    private static async Task<string> Read(IWriterHub hub, string table, long id)
        => await hub.Writer.ReadAsync(table, Key(id).Json, TestContext.Current.CancellationToken) is { } record ? Text(record) : "none";
}
