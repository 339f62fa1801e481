using System.Globalization;
using System.Text;
using HmsSync.Hubs;
#pragma warning disable IDE0005 // one of the two projects that compile this file has it for all of theirs
using Xunit;
#pragma warning restore IDE0005
using static HmsSync.Tests.Hubs.Deliveries;

namespace HmsSync.Tests.Hubs;

/// <summary>Which records want the same, and what becomes of them together with the one that is written; in every hub.</summary>
public abstract class ClaimScenarios
{
    private const string Schema =
        "CREATE TABLE s(id INTEGER PRIMARY KEY, clinic INT, start TEXT, stop TEXT, status TEXT);"
            + "INSERT INTO s VALUES(1, 7, '10:00', '11:00', 'booked'), (2, 7, '11:00', '12:00', 'booked'),"
            + "(3, 7, '10:30', '11:30', 'cancelled'), (4, 8, '10:00', '11:00', 'booked'), (5, 7, NULL, NULL, 'booked')";

    /// <summary>A new database with table s.</summary>
    private protected abstract Task<IWriterHub> Open(string schema, params string[] tables);

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
    public async Task Where_nothing_is_said_to_free_a_record_each_wants_something()
        => Assert.Equal("1 2 3", await Search(Clinic(7, "10:30", "11:30") with { Unless = [] }));

    [Fact]
    public async Task No_more_are_returned_than_asked_for() => Assert.Equal("1", await Search(Clinic(7, "10:30", "11:30"), 1));

    [Fact]
    public async Task What_no_column_can_hold_is_in_no_row()
        => Assert.Equal("", await Search(Clinic(7, "10:00", "11:00") with { Same = [Column("clinic", "\"not a number\"")] }));

    // Invariant 5: the loser's change is one of ours, and says so
    [Fact]
    public async Task The_loser_changes_in_the_same_transaction_under_its_own_tag()
    {
        await using var hub = await Open(Schema, "s");
        var write = Write(HubWriteKind.Insert, """{"clinic":7,"start":"10:00","stop":"11:00"}""") with
        {
            Others = [Cancelled(1), new OtherWrite(Key(2), HubWriteKind.Delete, default)],
            OtherTag = Tag(0),
        };
        Assert.Equal(ApplyResultKind.Written, (await Apply(hub, (_, _) => write)).Kind);
        Assert.Equal(["s 0", "s 0", "s 5"], (await hub.Changes()).Skip(5)); // the first five were there
        Assert.Equal(1, await hub.Number("SELECT count(*) FROM s WHERE id = 1 AND status = 'cancelled'"));
        Assert.Equal(0, await hub.Number("SELECT count(*) FROM s WHERE id = 2"));
    }

    [Fact]
    public async Task Where_the_record_is_refused_no_other_changes()
    {
        await using var hub = await Open(Schema + "; CREATE UNIQUE INDEX one ON s(clinic, start)", "s");
        var write = Write(HubWriteKind.Insert, """{"clinic":8,"start":"10:00"}""") with { Others = [Cancelled(1)] };
        Assert.Equal(ApplyResultKind.Refused, (await Apply(hub, (_, _) => write)).Kind);
        Assert.Equal(0, await hub.Number("SELECT count(*) FROM s WHERE id = 1 AND status = 'cancelled'"));
    }

    [Fact]
    public async Task Others_may_change_where_the_record_stays_as_it_is()
    {
        await using var hub = await Open(Schema, "s");
        var write = HubWrite.Nothing with { Others = [new OtherWrite(Key(2), HubWriteKind.Delete, default)] };
        Assert.Equal(ApplyResultKind.Written, (await Apply(hub, (_, _) => write)).Kind);
        Assert.Equal(0, await hub.Number("SELECT count(*) FROM s WHERE id = 2"));
    }

    private protected static ClaimSearch Clinic(int clinic, string start, string end) => new(
        "one family per slot",
        Key(9),
        [Column("clinic", clinic.ToString(CultureInfo.InvariantCulture))],
        new SpanSearch("start", "stop", Bytes($"\"{start}\""), Bytes($"\"{end}\"")),
        [Column("status", "\"cancelled\"")]);

    private protected static async Task<ApplyResult> Apply(IWriterHub hub, Func<ReadOnlyMemory<byte>?, IHubRows, HubWrite> decide)
        => (await hub.Writer.ApplyAsync([new HubApply("s", Key(9), Tag(5), decide)], TestContext.Current.CancellationToken))[0];

    private async Task<string> Search(ClaimSearch search, int most = 10)
    {
        await using var hub = await Open(Schema, "s");
        var found = "";
        var result = await Apply(hub, (_, rows) =>
        {
            found = string.Join(' ', rows.Wanting(search, most).Select(row => Id(row.Key)));
            return HubWrite.Nothing;
        });
        Assert.Equal(ApplyResultKind.Agreed, result.Kind);
        return found;
    }

    private static OtherWrite Cancelled(long id) => new(Key(id), HubWriteKind.Update, Bytes("""{"status":"cancelled"}"""));

    private static ColumnValue Column(string name, string json) => new(name, Bytes(json));

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
