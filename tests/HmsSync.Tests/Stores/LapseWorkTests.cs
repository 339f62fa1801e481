using HmsSync.Audit;
using HmsSync.Changes;
using HmsSync.Lanes;
using HmsSync.Sdk;
using HmsSync.Seams;
using HmsSync.Stores.Sqlite;
using Xunit;

namespace HmsSync.Tests.Stores;

public sealed class LapseWorkTests : IDisposable
{
    private const int Owed = 5_000;

    private static readonly LapseBound All = new(new PartnerSeq(long.MaxValue), default);

    private readonly string _folder = Directory.CreateTempSubdirectory("hms-sync-lapse-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_long_backlog_lapses_in_bounded_steps_and_a_crash_between_them_loses_nothing()
    {
        // Invariants 10 and 11.
        await OnStoreAsync(async store =>
        {
            await store.Writer.CommitAsync(new Owe());
            Assert.Equal(LapseWork.PerStep, (await LapseAsync(store, loaded: 10)).Lapsed);
        });
        await OnStoreAsync(async store =>
        {
            Assert.Equal(LapseWork.PerStep, (await LapseAsync(store, loaded: 10)).Lapsed);
            Assert.Equal(Owed - 10 - (2 * LapseWork.PerStep), (await LapseAsync(store, loaded: 10)).Lapsed);
            Assert.Equal(0, (await LapseAsync(store, loaded: 10)).Lapsed);
            var parked = Assert.Single(store.Readers.Read(reader => reader.Rows.Parked(1, 0, 10)));
            Assert.Equal((Owed / 10) - 1, parked.Count);
            Assert.Equal((20L, (long)Owed), (parked.PartnerSeq.Value, parked.Until.Value));
            var audit = store.Readers.Read(reader => reader.Rows.Audit(0, 100)).ConvertAll(row => row.Entry);
            Assert.Equal(parked.Count, audit.Where(e => e.Outcome == Outcome.Expired).Sum(e => e.Count));
            Assert.Equal(Owed - 10, audit.Sum(e => e.Count));
            Assert.Equal(7, store.Readers.Read(reader => reader.Lanes.LapsedCount(1)));
            var progress = store.Readers.Read(reader => reader.Lanes.Row(1)).Progress;
            Assert.Equal(new LapsedRange(new PartnerSeq(11), new PartnerSeq(Owed)), progress.Lapsed);
        });
    }

    [Fact]
    public async Task Numbers_go_on_behind_what_lapsed()
    {
        await OnStoreAsync(async store =>
        {
            await store.Writer.CommitAsync(new Owe());
            Assert.True((await LapseAsync(store, loaded: Owed)).NothingStands);
            await LapseAsync(store, loaded: 4_999);
            await store.Writer.CommitAsync(new Forget());
            Assert.Equal(Owed, store.Readers.Read(reader => reader.Lanes.LastOwed(1)).Value);
        });
        await OnStoreAsync(async store =>
        {
            var work = new Owe();
            await store.Writer.CommitAsync(work);
            Assert.Equal(Owed + 1, work.First);
        });
    }

    private static async Task<LapseWork> LapseAsync(Store store, long loaded)
    {
        var work = new LapseWork(1, new PartnerSeq(loaded), All, new EventTime(1), (_, _) => { });
        await store.Writer.CommitAsync(work);
        return work;
    }

    private async Task OnStoreAsync(Func<Store, Task> act)
    {
        using var store = Store.Open(StorePlace.File(Path.Combine(_folder, "sync.db")), new RandomSource(1));
        var writing = store.Writer.Start(new PoolScheduler());
        await act(store);
        store.Writer.Complete();
        await writing;
    }

    private sealed class Owe : StoreWork
    {
        public long First { get; private set; }

        public override int Rows => Owed;

        public override void Apply(StoreTransaction transaction)
        {
            var lane = transaction.Lanes.Id("partner");
            First = transaction.Owed.Last(lane).Value + 1;
            for (var n = First; n < First + Owed; n++)
            {
                transaction.Owed.Append(lane, new Seq(n), n % 10 == 0 ? ChangeOp.Event : ChangeOp.Update, n % 7);
            }
        }
    }

    private sealed class Forget : StoreWork
    {
        public override int Rows => Owed;

        public override void Apply(StoreTransaction transaction)
            => transaction.Retention.ForgetOwed(1, new PartnerSeq(0), new Seq(Owed + 1), Owed);
    }
}
