using HmsSync.Changes;
using HmsSync.Sdk;
using HmsSync.Seams;
using HmsSync.Stores.Sqlite;
using Xunit;

namespace HmsSync.Tests.Stores;

public sealed class StoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hms-sync-store-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private StorePlace Place => StorePlace.File(Path.Combine(_folder, "sync.db"));

    [Fact]
    public void A_second_engine_on_the_same_store_is_refused()
    {
        using var first = Store.Open(Place, new RandomSource(1));
        Assert.Equal("store_locked", Assert.Throws<StoreRefusedException>(Open).Code);
    }

    [Fact]
    public void A_damaged_store_is_refused_and_not_changed()
    {
        // Invariant 12: it stops and says so rather than guess.
        Open();
        var path = Place.DataSource;
        var bytes = File.ReadAllBytes(path);
        bytes.AsSpan(4_096, 900).Fill(0x5A);
        File.WriteAllBytes(path, bytes);
        Assert.Equal("store_damaged", Assert.Throws<StoreRefusedException>(Open).Code);
        Assert.Equal(bytes, File.ReadAllBytes(path));
        File.WriteAllText(path, "this is no database, and it is long enough to look like a header of one");
        Assert.Equal("store_damaged", Assert.Throws<StoreRefusedException>(Open).Code);
    }

    [Fact]
    public void A_store_of_a_newer_version_is_refused()
    {
        Open();
        using (var writer = Place.OpenWriter())
        {
            using var command = writer.CreateCommand();
            command.CommandText = "PRAGMA user_version = 999";
            command.ExecuteNonQuery();
        }

        Assert.Equal("store_newer", Assert.Throws<StoreRefusedException>(Open).Code);
    }

    [Fact]
    public void The_epoch_stays_with_the_store_and_differs_between_stores()
    {
        using var first = Store.Open(Place, new RandomSource(1));
        using var other = Store.Open(StorePlace.File(Path.Combine(_folder, "other.db")), new RandomSource(2));
        Assert.NotEqual(first.Epoch, other.Epoch);
        var epoch = first.Epoch;
        first.Dispose();
        using var again = Store.Open(Place, new RandomSource(3));
        Assert.Equal(epoch, again.Epoch);
    }

    [Fact]
    public async Task One_bad_piece_of_work_takes_no_other_with_it_and_no_number_is_lost()
    {
        // Invariant 1: numbers are given last and go back with what failed.
        using var store = Store.Open(Place, new RandomSource(1));
        var (before, bad, after) = (new Owe(fails: false), new Owe(fails: true), new Owe(fails: false));
        foreach (var work in new[] { before, bad, after })
        {
            await store.Writer.AcceptAsync(work);
        }

        var writing = store.Writer.Start(new PoolScheduler());
        await before.Committed;
        await after.Committed;
        await Assert.ThrowsAsync<InvalidOperationException>(() => bad.Committed);
        Assert.Equal((1, 2), (before.Number, after.Number));
        store.Writer.Complete();
        await writing;
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.Writer.CommitAsync(new Owe(fails: false)));
    }

    [Fact]
    public void Audit_rows_can_be_neither_changed_nor_deleted()
    {
        Open();
        using var writer = Place.OpenWriter();
        using var command = writer.CreateCommand();
        command.CommandText = """
            INSERT INTO audit VALUES(1, 1, 1, 1, 1, 1, 1, 1, 'ok', 0, 0, 1, x'00')
            """;
        command.ExecuteNonQuery();
        foreach (var sql in new[] { "UPDATE audit SET code = 'x'", "DELETE FROM audit" })
        {
#pragma warning disable CA2100 // constants of the test
            command.CommandText = sql;
#pragma warning restore CA2100
            Assert.Throws<Microsoft.Data.Sqlite.SqliteException>(() => command.ExecuteNonQuery());
        }
    }

    private void Open()
    {
        using var store = Store.Open(Place, new RandomSource(1));
    }

    private sealed class Owe(bool fails) : StoreWork
    {
        public long Number { get; private set; }

        public override int Rows => 1;

        public override void Apply(StoreTransaction transaction)
        {
            var lane = transaction.Lanes.Id("partner");
            Number = transaction.Owed.Append(lane, new Seq(1), ChangeOp.Insert, 1).Value;
            if (fails)
            {
                throw new InvalidOperationException("on purpose");
            }
        }
    }
}
