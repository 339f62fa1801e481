using System.Globalization;
using System.Text;
using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Feeds;
using HmsSync.Hubs;
using Xunit;

namespace HmsSync.Tests.Hubs.Sqlite;

/// <summary>Which records want the same, and what becomes of them together with the one that is written.</summary>
public sealed class ClaimRowsTests
{
    private const string Schema =
        "CREATE TABLE s(id INTEGER PRIMARY KEY, clinic INT, start TEXT, stop TEXT, status TEXT);"
            + "INSERT INTO s VALUES(1, 7, '10:00', '11:00', 'booked'), (2, 7, '11:00', '12:00', 'booked'),"
            + "(3, 7, '10:30', '11:30', 'cancelled'), (4, 8, '10:00', '11:00', 'booked'), (5, 7, NULL, NULL, 'booked')";

    private static readonly HubPlan Plan = HubFile.Plan("s");

    [Theory]
    [InlineData("10:30", "11:30", "1 2")] // overlaps both; the cancelled one wants nothing
    [InlineData("09:00", "10:00", "")] // touching is free
    [InlineData("11:00", "11:30", "2")]
    public async Task Rows_that_overlap_are_found(string start, string end, string found)
        => Assert.Equal(found, await Search(Clinic(7, start, end)));

    [Fact]
    public async Task A_record_is_not_its_own_rival()
        => Assert.Equal("2", await Search(Clinic(7, "10:30", "11:30") with { Except = Key(1) }));

    [Fact]
    public async Task Without_a_span_being_equal_is_enough()
        => Assert.Equal("1 2 5", await Search(Clinic(7, "", "") with { Span = null }));

    [Fact]
    public async Task What_no_column_can_hold_is_in_no_row()
        => Assert.Equal("", await Search(Clinic(7, "10:00", "11:00") with { Same = [Column("clinic", "\"not a number\"")] }));

    // Invariant 5: the loser's change is one of ours, and says so
    [Fact]
    public async Task The_loser_changes_in_the_same_transaction_under_its_own_tag()
    {
        using var hub = HubFile.OnDisk(Schema);
        var feed = await hub.OpenFeed(Plan);
        var write = new HubWrite(HubWriteKind.Insert, Bytes("""{"clinic":7,"start":"10:00","stop":"11:00"}"""))
        {
            Others =
            [
                new OtherWrite(Key(1), HubWriteKind.Update, Bytes("""{"status":"cancelled"}""")),
                new OtherWrite(Key(2), HubWriteKind.Delete, default),
            ],
            OtherTag = Tag(0),
        };
        var result = await Apply(hub, (_, _) => write);
        Assert.Equal(ApplyResultKind.Written, result.Kind);
        var (events, _) = await HubFile.Drain(feed, FeedPosition.Start);
        Assert.Equal(["1 Update 0", "2 Delete 0", "9 Insert 5"], events.Select(e => $"{Id(e.Key)} {e.Op} {e.Origin?.PartnerSeq}"));
    }

    [Fact]
    public async Task Where_the_record_is_refused_no_other_changes()
    {
        using var hub = HubFile.OnDisk(Schema + "; CREATE UNIQUE INDEX one ON s(clinic, start)");
        await hub.OpenFeed(Plan);
        var result = await Apply(hub, (_, _) => new HubWrite(HubWriteKind.Insert, Bytes("""{"clinic":8,"start":"10:00"}"""))
        {
            Others = [new OtherWrite(Key(1), HubWriteKind.Update, Bytes("""{"status":"cancelled"}"""))],
        });
        Assert.Equal(ApplyResultKind.Refused, result.Kind);
        Assert.Equal(0, hub.Number("SELECT count(*) FROM s WHERE id = 1 AND status = 'cancelled'"));
    }

    [Fact]
    public async Task Others_may_change_where_the_record_stays_as_it_is()
    {
        using var hub = HubFile.OnDisk(Schema);
        await hub.OpenFeed(Plan);
        var result = await Apply(hub, (_, _) => HubWrite.Nothing with { Others = [new OtherWrite(Key(2), HubWriteKind.Delete, default)] });
        Assert.Equal(ApplyResultKind.Written, result.Kind);
        Assert.Equal(0, hub.Number("SELECT count(*) FROM s WHERE id = 2"));
    }

    private static async Task<string> Search(ClaimSearch search)
    {
        using var hub = HubFile.OnDisk(Schema);
        await hub.OpenFeed(Plan);
        var found = "";
        await Apply(hub, (_, rows) =>
        {
            found = string.Join(' ', rows.Wanting(search, 10).Select(row => Id(row.Key)));
            return HubWrite.Nothing;
        });
        return found;
    }

    private static async Task<ApplyResult> Apply(HubFile hub, Func<ReadOnlyMemory<byte>?, IHubRows, HubWrite> decide)
        => (await hub.Writer(Plan).ApplyAsync([new HubApply("s", Key(9), Tag(5), decide)], TestContext.Current.CancellationToken))[0];

    private static ClaimSearch Clinic(int clinic, string start, string end) => new(
        "one family per slot",
        Key(9),
        [Column("clinic", clinic.ToString(CultureInfo.InvariantCulture))],
        new SpanSearch("start", "stop", Bytes($"\"{start}\""), Bytes($"\"{end}\"")),
        [Column("status", "\"cancelled\"")]);

    private static ColumnValue Column(string name, string json) => new(name, Bytes(json));

    private static string Id(RecordKey key) => key.Json.Replace("{\"id\":", "", StringComparison.Ordinal).TrimEnd('}');

    private static RecordKey Key(long id) => new(string.Create(CultureInfo.InvariantCulture, $"{{\"id\":{id}}}"));

    private static ApplyTag Tag(long delivery) => new("e1", 3, new PartnerSeq(delivery), new Seq(100), 1);

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
