using System.Diagnostics;
using HmsSync.Feeds;
using HmsSync.Hubs.Sqlite;
using Xunit;

namespace HmsSync.Tests.Hubs.Sqlite;

[Collection(MeasuredTests.Name)]
public sealed class SignalTests(ITestOutputHelper output)
{
    private const string Schema = "CREATE TABLE t(id INTEGER PRIMARY KEY, v)";
    private const int Commits = 150;

    [Theory]
    [InlineData("wal")]
    [InlineData("delete")]
    public async Task A_commit_is_seen_soon(string journalMode)
    {
        using var hub = HubFile.OnDisk(Schema, journalMode);
        var feed = hub.Feed(HubFile.Plan("t"), new SqliteHubSignal(hub.Connection, TimeProvider.System));
        await feed.OpenAsync(FeedPosition.Start, TestContext.Current.CancellationToken);
        var stamps = new long[Commits + 1];
        var position = (await HubFile.Drain(feed, FeedPosition.Start)).Next;
        var application = new Thread(() => CommitNowAndThen(hub, stamps));
        application.Start();

        var micros = new List<double>();
        while (micros.Count < Commits)
        {
            var page = await feed.ReadAsync(position, 100, TestContext.Current.CancellationToken);
            var now = Stopwatch.GetTimestamp();
            foreach (var change in page.Events)
            {
                var committed = Volatile.Read(ref stamps[micros.Count + 1]);
                var passed = Stopwatch.GetElapsedTime(committed, now).TotalMicroseconds;
                micros.Add(committed == 0 ? 0 : Math.Max(0, passed)); // 0: seen before the application went on
            }

            position = page.Next;
            if (page.Events.Count == 0)
            {
                await feed.WaitAsync(TestContext.Current.CancellationToken);
            }
        }

        application.Join();
        micros.Sort();
        var (middle, high) = (micros[Commits / 2], micros[Commits * 99 / 100]);
        output.WriteLine($"{journalMode}: commit to event p50 {middle:F0} us, p99 {high:F0} us");
        Assert.InRange(middle, 0, 40_000); // without the file events it would be 25 ms on an idle machine
    }

    [Fact]
    public async Task Whatever_goes_wrong_while_it_looks_is_heard_by_who_asked()
    {
        using var hub = HubFile.OnDisk(Schema);
        using var signal = new SqliteHubSignal(hub.Connection, TimeProvider.System);
        var lost = new HubStoppedException("hub_lost", "It is gone.", "Put it back.");
        Assert.Same(lost, await Assert.ThrowsAsync<HubStoppedException>(
            () => signal.WaitAsync(() => throw lost, TestContext.Current.CancellationToken)));
        await signal.WaitAsync(() => true, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_change_made_between_reading_and_waiting_wakes_at_once()
    {
        using var hub = HubFile.OnDisk(Schema);
        var feed = await hub.OpenFeed(HubFile.Plan("t"));
        var (_, position) = await HubFile.Drain(feed, FeedPosition.Start);
        hub.Execute("INSERT INTO t VALUES (1, 1)");
        await feed.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Single((await feed.ReadAsync(position, 10, TestContext.Current.CancellationToken)).Events);
    }

    [Fact]
    public async Task An_idle_hub_costs_almost_nothing()
    {
        using var hub = HubFile.OnDisk(Schema);
        var feed = hub.Feed(HubFile.Plan("t"), new SqliteHubSignal(hub.Connection, TimeProvider.System));
        await feed.OpenAsync(FeedPosition.Start, TestContext.Current.CancellationToken);
        await HubFile.Drain(feed, FeedPosition.Start);
        using var second = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        var looks = Stopwatch.StartNew();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => feed.WaitAsync(second.Token));
        Assert.InRange(looks.Elapsed, TimeSpan.FromMilliseconds(900), TimeSpan.FromMinutes(1)); // it did not return
    }

    [Fact]
    public async Task An_exclusive_lock_is_waited_out()
    {
        using var hub = HubFile.OnDisk(Schema, "delete");
        var feed = await hub.OpenFeed(HubFile.Plan("t"));
        var (_, position) = await HubFile.Drain(feed, FeedPosition.Start);
        hub.Execute("BEGIN EXCLUSIVE; INSERT INTO t VALUES (1, 1)");
        var page = await feed.ReadAsync(position, 10, TestContext.Current.CancellationToken);
        Assert.Equal((0, position), (page.Events.Count, page.Next));
        var waiting = feed.WaitAsync(TestContext.Current.CancellationToken);
        hub.Execute("COMMIT");
        await waiting;
        Assert.Single((await feed.ReadAsync(position, 10, TestContext.Current.CancellationToken)).Events);
    }

    private static void CommitNowAndThen(HubFile hub, long[] stamps)
    {
        for (var i = 1; i <= Commits; i++)
        {
            var began = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(began) < TimeSpan.FromMilliseconds(5))
            {
                Thread.Yield();
            }

            hub.Execute($"PRAGMA busy_timeout=1000; INSERT INTO t(v) VALUES ({i})");
            Volatile.Write(ref stamps[i], Stopwatch.GetTimestamp());
        }
    }
}
