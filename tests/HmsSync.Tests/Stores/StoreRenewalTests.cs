using System.Text;
using HmsSync.Audit;
using HmsSync.Changes;
using HmsSync.Feeds;
using HmsSync.Sdk;
using HmsSync.Seams;
using HmsSync.Stores.Sqlite;
using Xunit;

namespace HmsSync.Tests.Stores;

/// <summary>A store that was put back from a backup never uses a number twice under one epoch, and its audit stays one chain.</summary>
public sealed class StoreRenewalTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hms-sync-renewal-").FullName;

    private StorePlace Place => StorePlace.File(Path.Combine(_folder, "sync.db"));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // Invariant 3, Invariant 10, Invariant 12
    [Fact]
    public async Task It_has_a_new_epoch_one_chain_and_a_feed_that_waits_for_a_person()
    {
        var first = await WorkAsync(new FeedPosition("p1"));
        var second = StoreRenewal.Renew(Place, new RandomSource(2));
        Assert.NotEqual(first, second);
        Assert.Equal(second, await WorkAsync(null));
        var third = StoreRenewal.Renew(Place, new RandomSource(3));
        Assert.Equal(third, await WorkAsync(null));
        using var store = Store.Open(Place, new RandomSource(4));
        Assert.Equal(third, store.Epoch);
        store.Readers.Read(reader =>
        {
            var position = reader.Events.Position(HubFeedLoop.Source);
            Assert.Equal((true, "p1"), (position.IsRestored, position.Known.Value));
            var report = AuditVerification.Run(first, after => reader.Rows.Audit(after, 100));
            Assert.Equal((3, null), ((int)report.Rows, report.FirstBad));
            return true;
        });
    }

    [Fact]
    public void An_engine_that_runs_on_it_keeps_it()
    {
        using var store = Store.Open(Place, new RandomSource(1));
        var refused = Assert.Throws<StoreRefusedException>(() => StoreRenewal.Renew(Place, new RandomSource(2)));
        Assert.Equal("store_locked", refused.Code);
    }

    [Fact]
    public void What_is_no_store_is_left_as_it_is()
    {
        File.WriteAllText(Path.Combine(_folder, "sync.db"), "no database, but long enough to look like one " + new string('x', 4_096));
        var refused = Assert.Throws<StoreRefusedException>(() => StoreRenewal.Renew(Place, new RandomSource(2)));
        Assert.Equal("store_damaged", refused.Code);
        Assert.StartsWith("no database", File.ReadAllText(Path.Combine(_folder, "sync.db"), Encoding.UTF8), StringComparison.Ordinal);
    }

    /// <summary>An engine's life: one row of audit.</summary>
    private async Task<string> WorkAsync(FeedPosition? position)
    {
        using var store = Store.Open(Place, new RandomSource(1));
        var writing = store.Writer.Start(new PoolScheduler());
        await store.Writer.CommitAsync(new Effect(position));
        store.Writer.Complete();
        await writing;
        return store.Epoch;
    }

    private sealed class Effect(FeedPosition? position) : StoreWork
    {
        public override int Rows => 1;

        public override void Apply(StoreTransaction transaction)
        {
            transaction.Audit.Append(new AuditEntry(
                new EventTime(1_000_000), 1, new PartnerSeq(1), new Seq(1), 1, ChangeOp.Update, Outcome.Delivered, "ok", 200, 1));
            if (position is { } moved)
            {
                transaction.Journal.MovePosition(HubFeedLoop.Source, moved);
            }
        }
    }
}
