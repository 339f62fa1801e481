using HmsSync.Changes;
using HmsSync.Feeds;
using HmsSync.Hubs;
using HmsSync.Lanes;
using HmsSync.Sdk;
using HmsSync.Seams;
using Xunit;

namespace HmsSync.Tests.Lanes;

public sealed class HubDoubtsTests
{
    private const string Lost = "Unknown";
    private const string Away = "Unavailable";
    private const string Agreed = "Agreed";
    private const string Written = "Written";

    private readonly RecordRequests _feed = new();

    // Invariant 3: an effect of unknown outcome is not made twice
    [Fact]
    public async Task A_write_whose_tag_came_back_was_written_and_is_not_tried_again()
    {
        using var hub = new Told(_feed, Lost, Away, Lost, Agreed);
        var result = await Apply(hub, RecordKey.None, Made());
        Assert.Equal((ApplyResultKind.Written, "{\"id\":42}"), (result.Kind, result.MadeKey.Json));
        Assert.Equal(["writes", "looks", "looks", "looks", "feed asked", "feed asked"], hub.Happened);
    }

    [Fact]
    public async Task A_key_that_was_given_is_not_told_as_made()
    {
        using var hub = new Told(_feed, Lost, Agreed);
        Assert.True((await Apply(hub, Hubs.Deliveries.Key(42), Made())).MadeKey.IsNone);
    }

    [Fact]
    public async Task A_write_that_the_feed_does_not_show_is_made_again_and_only_after_the_feed_was_asked()
    {
        using var hub = new Told(_feed, Lost, Agreed, Written);
        Assert.Equal(ApplyResultKind.Written, (await Apply(hub, Hubs.Deliveries.Key(1), null)).Kind);
        Assert.Equal(["writes", "looks", "feed asked", "feed asked", "writes"], hub.Happened);
    }

    [Fact]
    public async Task While_the_hub_stays_away_the_doubt_stays_until_the_engine_ends()
    {
        using var hub = new Told(_feed, Lost, Away, Away, Away);
        var result = await Apply(hub, Hubs.Deliveries.Key(1), Made());
        Assert.Equal((ApplyResultKind.Unavailable, "hub_commit_unknown"), (result.Kind, result.Code));
        Assert.DoesNotContain("feed asked", hub.Happened);
    }

    private static JournaledEvent Made() => new()
    {
        Seq = new Seq(9),
        Source = Participant.Hub,
        Topic = "p",
        Op = ChangeOp.Insert,
        Key = Hubs.Deliveries.Key(42),
        Record = 1,
        Time = default,
        Fields = "{\"id\":42}"u8.ToArray(),
    };

    private async Task<ApplyResult> Apply(Told hub, RecordKey key, JournaledEvent? made)
    {
        var appliers = new HubAppliers(hub, new HubDoubts(_feed, (_, _) => made, TimeProvider.System), () => HubStanding.Well);
        var loop = appliers.Start(new PoolScheduler());
        var apply = new HubApply(
            "p", key, Hubs.Deliveries.Tag(5), (_, _) => Hubs.Deliveries.Write(HubWriteKind.Insert, "{}"));
        var result = await appliers.ApplyAsync(apply, hub.Ended);
        appliers.Close();
        await loop;
        return result;
    }

    /// <summary>A hub that answers what it is told to; then the engine ends. Its feed answers at once.</summary>
    private sealed class Told : IHubWriter, IDisposable
    {
        private readonly Queue<string> _answers;
        private readonly List<CancellationTokenSource> _asked = [];
        private readonly CancellationTokenSource _end = new();

        public Told(RecordRequests feed, params string[] answers)
        {
            _answers = new Queue<string>(answers);
            Listen(feed);
        }

        public List<string> Happened { get; } = [];

        public CancellationToken Ended => _end.Token;

        public async Task<IReadOnlyList<ApplyResult>> ApplyAsync(IReadOnlyList<HubApply> deliveries, CancellationToken cancellation)
        {
            var writes = Assert.Single(deliveries).Decide(null, null!).Kind == HubWriteKind.Insert;
            Happened.Add(writes ? "writes" : "looks");
            var kind = Enum.Parse<ApplyResultKind>(_answers.Dequeue());
            if (_answers.Count == 0 && kind == ApplyResultKind.Unavailable)
            {
                await _end.CancelAsync();
            }

            return [new ApplyResult(kind, "told", null)];
        }

        public Task<ReadOnlyMemory<byte>?> ReadAsync(string table, string keyJson, CancellationToken cancellation)
            => throw new NotSupportedException();

        private void Listen(RecordRequests feed)
        {
            var asked = new CancellationTokenSource();
            _asked.Add(asked);
            asked.Token.Register(() =>
            {
                Happened.Add("feed asked");
                feed.Answered(feed.Next!);
                Listen(feed);
            });
            feed.Watch(asked);
        }

        public void Dispose()
        {
            _asked.ForEach(asked => asked.Dispose());
            _end.Dispose();
        }
    }
}
