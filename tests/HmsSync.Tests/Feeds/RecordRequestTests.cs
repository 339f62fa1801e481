using System.Collections.Frozen;
using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Feeds;
using HmsSync.Feeds.Backfills;
using HmsSync.Journal;
using HmsSync.Routing;
using HmsSync.Sdk;
using HmsSync.Seams;
using HmsSync.Stores.Sqlite;
using HmsSync.Tests.Fakes;
using Microsoft.Data.Sqlite;
using Xunit;

namespace HmsSync.Tests.Feeds;

/// <summary>What lanes ask the hub feed for is answered although the hub is written to without a pause.</summary>
public sealed class RecordRequestTests
{
    private static readonly RecordName Wanted = new("appointments", new RecordKey("""{"id":1}"""));

    [Theory]
    [InlineData("record")]
    [InlineData("nothing")]
    [InlineData("gone")]
    public async Task A_request_is_answered_between_pages(string what)
    {
        await using var rig = new Rig();
        rig.Feed.StandsStillAfter = 20;
        var asked = what switch
        {
            "record" => rig.Loop.Requests.AskAsync(7, [Wanted]),
            "nothing" => rig.Loop.Requests.AskAsync(0, []),
            _ => rig.Loop.Requests.AskGoneAsync(7, Wanted),
        };
        await rig.RunUntilAsync(asked);
        Assert.True(await asked);
    }

    // Invariant 2
    [Fact]
    public async Task It_is_not_answered_before_the_feed_has_passed_what_was_there()
    {
        await using var rig = new Rig();
        rig.Feed.IsWhole = false;
        rig.Feed.CanRead = false;
        var asked = rig.Loop.Requests.AskAsync(0, []);
        await rig.RunUntilAsync(rig.Feed.After(50));
        Assert.False(asked.IsCompleted);
        rig.Feed.IsWhole = true;
        await rig.RunUntilAsync(asked);
        Assert.True(await asked);
    }

    /// <summary>The loop on a real store and journal, and a hub that never stops.</summary>
    private sealed class Rig : IAsyncDisposable
    {
        private static int _rigs;

        private readonly CancellationTokenSource _stop = new();
        private readonly SqliteConnection _anchor;
        private readonly Store _store;
        private readonly Task _writing;
        private Task? _running;

        public Rig()
        {
            var place = StorePlace.Memory($"requests-{Interlocked.Increment(ref _rigs)}");
            _anchor = place.OpenWriter();
            _store = Store.Open(place, new RandomSource(1));
            _writing = _store.Writer.Start(new PoolScheduler());
            var journal = new EventJournal(
                _store,
                new AppendRules(
                    new RouteTable([], []), FrozenDictionary<string, string>.Empty, FrozenSet<string>.Empty,
                    FrozenDictionary<int, int>.Empty),
                TimeProvider.System);
            var backfill = new TableBackfill(Feed, journal, _store, new BackfillQueue([]), _ => true, (_, _) => Task.CompletedTask);
            Loop = new HubFeedLoop(
                new HubPlan("", false, []), Feed, journal, FeedPosition.Start, backfill, TimeProvider.System, new CapturedLog());
        }

        public BusyFeed Feed { get; } = new();

        public HubFeedLoop Loop { get; }

        public async Task RunUntilAsync(Task until)
        {
            _running ??= Task.Run(() => Loop.RunAsync(_stop.Token), TestContext.Current.CancellationToken);
            await until.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _running!;
            _store.Writer.Complete();
            await _writing;
            _store.Dispose();
            _anchor.Dispose();
            _stop.Dispose();
        }
    }

    /// <summary>Every page holds a change.</summary>
    private sealed class BusyFeed : IHubFeed
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private volatile int _pages;
        private volatile bool _isWhole = true;
        private volatile bool _canRead = true;
        private int _wanted = int.MaxValue;

        /// <summary>Pages; the next is never read to its end.</summary>
        public int StandsStillAfter { get; set; } = int.MaxValue;

        public bool IsWhole
        {
            set => _isWhole = value;
        }

        public bool CanRead
        {
            set => _canRead = value;
        }

        public IReadOnlyList<HubNotice> Notices => [];

        public Task After(int pages)
        {
            _wanted = pages;
            return _reached.Task;
        }

        public Task OpenAsync(FeedPosition position, CancellationToken cancellation) => Task.CompletedTask;

        public async Task<FeedPage> ReadAsync(FeedPosition after, int max, CancellationToken cancellation)
        {
            if (_pages >= StandsStillAfter)
            {
                await Task.Delay(Timeout.Infinite, cancellation);
            }

            if (++_pages >= Volatile.Read(ref _wanted))
            {
                _reached.TrySetResult();
            }

            return new FeedPage([Change(2)], new FeedPosition($"{_pages}")) { IsWhole = _isWhole };
        }

        public Task WaitAsync(CancellationToken cancellation) => Task.CompletedTask;

        public Task<bool> ForgetAsync(FeedPosition upTo, CancellationToken cancellation) => Task.FromResult(false);

        public Task<IReadOnlyList<NewEvent>?> ReadRecordsAsync(
            FeedPosition at, IReadOnlyList<RecordName> records, bool leaveOutTold, CancellationToken cancellation)
            => Task.FromResult<IReadOnlyList<NewEvent>?>(_canRead ? [.. records.Select(_ => Change(1))] : null);

        public Task<TableChunk?> ReadTableAsync(
            FeedPosition at, string table, string cursor, int max, CancellationToken cancellation) => Task.FromResult<TableChunk?>(null);

        public Task<FeedPosition> GoOnAsync(FeedPosition position, string why, string table, CancellationToken cancellation)
            => Task.FromResult(position);

        private static NewEvent Change(int id) => new()
        {
            Source = Participant.Hub,
            Topic = "appointments",
            Op = ChangeOp.Update,
            Key = new RecordKey($$"""{"id":{{id}}}"""),
            Fields = "{}"u8.ToArray(),
        };
    }
}
