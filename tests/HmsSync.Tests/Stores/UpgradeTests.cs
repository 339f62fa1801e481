using System.Globalization;
using System.Text;
using HmsSync.Audit;
using HmsSync.Changes;
using HmsSync.Lanes;
using HmsSync.Lanes.Meetings;
using HmsSync.Sdk;
using HmsSync.Seams;
using HmsSync.Stores.Sqlite;
using Microsoft.Data.Sqlite;
using Xunit;

namespace HmsSync.Tests.Stores;

/// <summary>A store that an earlier version has written is opened as it is, and nothing in it is lost.</summary>
public sealed class UpgradeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hms-sync-upgrade-").FullName;

    public UpgradeTests()
    {
        var head = AuditChain.Genesis(FormOne.Epoch);
        AuditChain.Hash(head, 1, Settled, head);
        Run(FormOne.Tables + FormOne.Rows + string.Create(
            CultureInfo.InvariantCulture,
            $"INSERT INTO audit VALUES(1, 1000001, 1, 1, 1, 2, 2, 1, 'ok', 200, 1, 1, x'{Convert.ToHexString(head)}')"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private StorePlace Place => StorePlace.File(Path.Combine(_folder, "sync.db"));

    private static AuditEntry Settled { get; } = new(
        new EventTime(1_000_001), 1, new PartnerSeq(1), new Seq(1), 2, ChangeOp.Update, Outcome.Delivered, "ok", 200, 1);

    [Fact]
    public void A_store_of_form_1_is_opened_and_everything_is_there()
    {
        // Invariant 1: an upgrade forgets nothing that is owed.
        using var store = Store.Open(Place, new RandomSource(1));
        Assert.Equal(FormOne.Epoch, store.Epoch);
        Assert.Equal((long)Schema.Version, Ask("PRAGMA user_version"));
        store.Readers.Read(reader =>
        {
            var row = reader.Lanes.Row(1);
            Assert.Equal(("hospital", 2, "f1", "anna"), (row.Name, row.Body, row.Plan, row.Pause?.By));
            Assert.Equal((1, 6), (row.Progress.Low.Value, row.Progress.MayHaveStarted.Value));
            Assert.Equal((true, false), (row.Progress.IsDone(new PartnerSeq(3)), row.Progress.IsDone(new PartnerSeq(2))));
            Assert.Null(row.Progress.Lapsed);
            Assert.Equal(
                ["""{"v":2}""", """{"v":3}""", """{"v":4}""", """{"v":5}""", """{"v":6}"""],
                reader.Lanes.Owed(1, new PartnerSeq(1), new PartnerSeq(6), 100, 1 << 20)
                    .Select(delivery => Encoding.UTF8.GetString(delivery.Event.Fields.Span)));
            Assert.Equal([(4, 3, "http_503")], reader.Lanes.Waiting(1).Select(w => (w.PartnerSeq.Value, w.Attempts, w.Code)));
            Assert.Equal([(5, "http_422")], reader.Rows.Parked(1, 0, 10).Select(p => (p.PartnerSeq.Value, p.Code)));
            Assert.Equal(new LaneCut(7, new PartnerSeq(3), new EventTime(1_000_003)), reader.Lanes.Cut(1));
            Assert.Equal(1, reader.Lanes.LapsedCount(1));
            Assert.Equal([1L], reader.Lanes.Applied(2));
            Assert.Equal("""{"v":3}""", Encoding.UTF8.GetString(reader.Links.One(1, 1).Fields.Span));
            Assert.Equal("""{"v":1000003}""", Encoding.UTF8.GetString(reader.Rows.Card(1).Stamps.Span));
            Assert.Equal("v", Assert.Single(reader.Reports.Conflicts(true, 0, 10)).Field);
            Assert.Equal("p6", reader.Events.Position("hub").Value);
            Assert.Equal(6, reader.Events.Newest().Value);
            Assert.Equal(MeetingStage.Met, reader.Meetings.One(1, "appointments").Stage); // it has links
            Assert.Equal(MeetingStage.Unmet, reader.Meetings.One(2, "appointments").Stage);
            return true;
        });
        Assert.Null(AuditVerification.Run(store.Epoch, after => store.Readers.Read(r => r.Rows.Audit(after, 100))).FirstBad);
        Assert.Equal("4", Ask("SELECT version FROM taken_version"));
        Assert.Equal(1L, Ask("SELECT count(*) FROM seen"));
    }

    [Fact]
    public async Task It_is_worked_on_as_any_other()
    {
        using (var store = Store.Open(Place, new RandomSource(1)))
        {
            var writing = store.Writer.Start(new PoolScheduler());
            await store.Writer.CommitAsync(new Settle());
            store.Writer.Complete();
            await writing;
        }

        using var again = Store.Open(Place, new RandomSource(1));
        Assert.Equal(3, again.Readers.Read(reader => reader.Lanes.Row(1).Progress.Low.Value));
        Assert.Equal(7L, again.Readers.Read(reader => reader.Lanes.LastOwed(1).Value));
        Assert.NotNull(again.Readers.Read(reader => reader.Links.Applied(2, new PartnerSeq(9))));
    }

    [Fact]
    public void A_new_store_has_the_same_tables_as_one_that_was_upgraded()
    {
        Store.Open(Place, new RandomSource(1)).Dispose();
        var upgraded = Columns(Place);
        var other = StorePlace.File(Path.Combine(_folder, "new.db"));
        Store.Open(other, new RandomSource(1)).Dispose();
        Assert.Equal(Columns(other), upgraded);
    }

    private static List<string> Columns(StorePlace place)
    {
        using var reader = place.OpenReader();
        using var command = reader.CreateCommand();
        command.CommandText = """
            SELECT m.type || ' ' || m.name || ifnull('.' || c.name || ' ' || c.type || ' ' || c."notnull" || ' ' || c.pk, '')
            FROM sqlite_schema m LEFT JOIN pragma_table_info(m.name) c ORDER BY 1
            """;
        using var rows = command.ExecuteReader();
        var columns = new List<string>();
        while (rows.Read())
        {
            columns.Add(rows.GetString(0));
        }

        return columns;
    }

    private void Run(string sql)
    {
        using var writer = Open();
        using var command = writer.CreateCommand();
#pragma warning disable CA2100 // constants of the test
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private object? Ask(string sql)
    {
        using var writer = Open();
        using var command = writer.CreateCommand();
#pragma warning disable CA2100 // constants of the test
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar();
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = Place.DataSource, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    /// <summary>Settles 2, owes one more, and meets the tag of an apply.</summary>
    private sealed class Settle : StoreWork
    {
        public override int Rows => 1;

        public override void Apply(StoreTransaction transaction)
        {
            transaction.Lanes.Touch(1).Settle(new PartnerSeq(2));
            transaction.Owed.Append(1, new Seq(6), ChangeOp.Update, 1);
            var e = new NewEvent
            {
                Source = Participant.Hub,
                Topic = "appointments",
                Op = ChangeOp.Update,
                Key = new RecordKey("""{"id":1}"""),
                Fields = "{}"u8.ToArray(),
                Origin = new ApplyTag(FormOne.Epoch, 2, new PartnerSeq(9), new Seq(6), 1),
            };
            transaction.Journal.Append(new(e, new EventTime(2_000_000), 1, 1, 1));
        }
    }
}
