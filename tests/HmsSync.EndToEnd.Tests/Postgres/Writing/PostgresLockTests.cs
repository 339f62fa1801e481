using HmsSync.Hubs;
using static HmsSync.Tests.Hubs.Deliveries;

namespace HmsSync.EndToEnd.Tests.Postgres.Writing;

/// <summary>The application and we share a database: neither makes the other wait for long.</summary>
public sealed class PostgresLockTests(SharedPostgres shared)
{
    private const string Schema = "CREATE TABLE p(id int PRIMARY KEY, u text); INSERT INTO p VALUES (1, 'a'), (2, 'b'), (3, 'c')";

    [Fact]
    public async Task A_record_that_the_application_holds_waits_alone_and_not_for_long()
    {
        await using var hub = await Open(Schema);
        await using (var application = await hub.Application())
        {
            await application.Run("BEGIN; UPDATE p SET u = 'theirs' WHERE id = 2");
            var results = await hub.Writer.ApplyAsync([Update(1), Update(2), Update(3)], Stop);
            Assert.Equal([ApplyResultKind.Written, ApplyResultKind.Locked, ApplyResultKind.Written], results.Select(r => r.Kind));
            Assert.Equal("hub_locked", results[1].Code);
            await application.Run("COMMIT");
        }

        Assert.Equal(ApplyResultKind.Written, (await hub.Writer.ApplyAsync([Update(2)], Stop))[0].Kind);
    }

    [Fact]
    public async Task What_we_left_as_it_is_is_not_locked_any_more_when_the_next_is_looked_at()
    {
        await using var hub = await Open(Schema);
        await using var application = await hub.Application();
        var seen = "";
        var looks = Of(1, "p", 1, _ => HubWrite.Nothing);
        var next = Of(2, "p", 2, _ =>
        {
            application.RunNow("SET lock_timeout = '1s'; UPDATE p SET u = 'free' WHERE id = 1");
            seen = "free";
            return HubWrite.Nothing;
        });
        var results = await hub.Writer.ApplyAsync([looks, next], Stop);
        Assert.All(results, r => Assert.Equal(ApplyResultKind.Agreed, r.Kind));
        Assert.Equal("free", seen);
    }

    // who asks for the same waits: of two who come together one sees the other
    [Fact]
    public async Task Two_who_want_the_same_cannot_both_find_it_free()
    {
        await using var hub = await Open("CREATE TABLE p(id int PRIMARY KEY, clinic numeric)");
        await using var second = hub.NewWriter();
        var (first, other, found) = (-1, default(ApplyResult), -1);
        await hub.Writer.ApplyAsync(
            [
                new HubApply("p", Key(1), Tag(1), (_, rows) =>
                {
                    first = rows.Wanting(Clinic("7"), 10).Count;
                    other = Task.Run(() => second.ApplyAsync([Books(2, "7.0", _ => { })], Stop)).GetAwaiter().GetResult()[0];
                    return Write(HubWriteKind.Insert, """{"clinic":7}""");
                }),
            ],
            Stop);
        Assert.Equal((0, ApplyResultKind.Locked), (first, other!.Kind));
        await second.ApplyAsync([Books(2, "7.0", count => found = count)], Stop);
        Assert.Equal(1, found);
    }

    [Theory]
    [InlineData(2, "Written")]
    [InlineData(1000, "Unavailable")]
    public async Task A_transaction_that_meets_another_is_tried_again_and_not_for_ever(int times, string kind)
    {
        await using var hub = await Open(
            $$"""
            CREATE SEQUENCE met; GRANT ALL ON met TO hms_writer; CREATE TABLE p(id int PRIMARY KEY, u text);
            CREATE FUNCTION meet() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
              IF nextval('met') <= {{times}} THEN RAISE 'met' USING ERRCODE = '40P01'; END IF; RETURN new; END $$;
            CREATE TRIGGER meet BEFORE INSERT ON p FOR EACH ROW EXECUTE FUNCTION meet()
            """);
        var results = await hub.Writer.ApplyAsync([Insert(1, "{}"), Insert(2, "{}")], Stop);
        Assert.All(results, r => Assert.Equal(kind, r.Kind.ToString()));
        Assert.True(await hub.Number("SELECT last_value FROM met") <= 10);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private async Task<PostgresWriterHub> Open(string schema) => await PostgresWriterHub.Open(await shared.Server, schema, "p");

    private static HubApply Update(long id) => Of(id, "p", id, _ => Write(HubWriteKind.Update, """{"u":"ours"}"""));

    private static HubApply Books(long id, string clinic, Action<int> found) => new("p", Key(id), Tag(id), (_, rows) =>
    {
        found(rows.Wanting(Clinic(clinic), 10).Count);
        return HubWrite.Nothing;
    });

    private static ClaimSearch Clinic(string clinic)
        => new("one at a time", Key(99), [new ColumnValue("clinic", System.Text.Encoding.UTF8.GetBytes(clinic))], null, []);
}
