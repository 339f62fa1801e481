using System.Collections.Frozen;
using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Diagnostics;
using HmsSync.Feeds;
using HmsSync.Feeds.Backfills;
using HmsSync.Hosting.Meetings;
using HmsSync.Hosting.Overlaps;
using HmsSync.Hubs;
using HmsSync.Journal;
using HmsSync.Lanes;
using HmsSync.Lanes.Claims;
using HmsSync.Lanes.Handlers;
using HmsSync.Lanes.Meetings;
using HmsSync.Routing;
using HmsSync.Sdk;
using HmsSync.Stores.Sqlite;
using HmsSync.Views;
using Microsoft.Extensions.Logging;

namespace HmsSync.Hosting;

/// <summary>A whole engine: store, hub feed, journal, lanes. Opens, runs until told to stop, ends cleanly.</summary>
internal sealed partial class Engine : IAsyncDisposable
{
    /// <summary>Calls in flight may end within this when the engine stops.</summary>
    public static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(8);

    private readonly EngineSeams _seams;
    private readonly CancellationTokenSource _softStop = new();
    private readonly CancellationTokenSource _hardStop = new();
    private readonly List<HttpMessageInvoker> _network = [];
    private readonly HubAppliers _appliers;
    private readonly Dictionary<int, Lane> _byId = [];
    private readonly Task _writing;
    private Task _feeding = Task.CompletedTask;
    private Task _applying = Task.CompletedTask;
    private Task _hubLanes = Task.CompletedTask;
    private Task _retaining = Task.CompletedTask;
    private Task _polling = Task.CompletedTask;
    private Task _holding = Task.CompletedTask;
    private Task _meeting = Task.CompletedTask;
    private Task _listening = Task.CompletedTask;
    private Task _overlaps = Task.CompletedTask;

    private Engine(EnginePlan plan, EngineSeams seams, Store store, SyncMeter meter, Task writing, LaneSetup setup)
    {
        Plan = plan;
        Meter = meter;
        Store = store;
        _seams = seams;
        _writing = writing;
        var floor = seams.Store.InMemory ? null : DiskFloor.OfSystem(seams.Store.DataSource, seams.Clock);
        Words = new HubWords(plan.Partners);
        Views = ViewFactory.All(plan, seams, store, setup, Words);
        MeetingBook? meetings = null;
        var rules = Rules(plan, setup, (lane, table) => meetings?.Of(lane, table) is { Plan.OnlyHubSent: false });
        Journal = new EventJournal(store, rules, seams.Clock, floor) { Owed = Owed, Appended = Views.Wake };
        var holds = new BackfillHolds(plan, setup, id => _byId[id], seams.Clock);
        HubFeed = new HubFeedLoop(
            plan.Hub,
            seams.Hub.Feed,
            Journal,
            store.Readers.Read(reader => reader.Events.Position(HubFeedLoop.Source)),
            new TableBackfill(
                seams.Hub.Feed,
                Journal,
                store,
                new BackfillQueue([.. store.Readers.Read(reader => reader.Backfills.All()).Where(holds.IsKnown)]),
                holds.HasRoom,
                holds.HoldDeletesAsync),
            seams.Clock,
            seams.Loggers.CreateLogger("HmsSync.Feeds"));
        _appliers = new HubAppliers(
            seams.Hub.Writer,
            new HubDoubts(
                HubFeed.Requests,
                (lane, delivery) => store.Readers.Read(reader => reader.Links.Applied(lane, delivery)),
                seams.Clock),
            () => HubFeed.Standing);
        var lanes = new LaneFactory(plan, seams, store, setup, _appliers, Words, Journal, HubFeed.Requests, meter, _network);
        Lanes = lanes.All();
        meetings = lanes.Meetings;
        Pushes = lanes.Pushes;
        Guards = lanes.Guards;
        Losers = lanes.Losers;
        Oscillations = lanes.Oscillations;
        Adapters = lanes.Adapters;
        foreach (var lane in Lanes)
        {
            _byId[lane.Plan.Id] = lane;
        }

        Polls = new PartnerPolls(plan, seams, store, Journal, Adapters, name => setup.ToPartner[name].Lane, PollIsHeldBy);
        Meetings = new PartnerMeetings(
            plan, seams, store, Journal, lanes, HubFeed.Requests, id => _byId[id], Polls,
            meeting => Polls.Ask(meeting.Partner, meeting.Table));
        Overlaps = new OlderOverlaps(
            plan, setup.Checks, seams.Hub.Records, HubFeed.Requests, HubFeed.ReadAnew, new LinkTools(store, seams.Clock), store,
            seams.Clock, seams.Loggers.CreateLogger("HmsSync.Claims"));
        Retention = new Retention(
            plan.Replay, store, Lanes, new Lapses(store, HubFeed.Requests, Lanes, seams.Clock), seams.Clock);
    }

    public EnginePlan Plan { get; }

    public Store Store { get; }

    public EventJournal Journal { get; }

    public HubFeedLoop HubFeed { get; }

    /// <summary>What the engine counts; read it with a listener.</summary>
    public SyncMeter Meter { get; }

    /// <summary>What is read at partners.</summary>
    public PartnerPolls Polls { get; }

    /// <summary>First meetings of partners with hub tables.</summary>
    public PartnerMeetings Meetings { get; }

    /// <summary>Lanes to partners in configuration order, then lanes to the hub.</summary>
    public IReadOnlyList<Lane> Lanes { get; }

    /// <summary>Lists what overlapped before a claim was kept.</summary>
    public OlderOverlaps Overlaps { get; }

    public Retention Retention { get; }

    /// <summary>Journaled events to hub words.</summary>
    public HubWords Words { get; }

    /// <summary>The journal as it may be read and followed.</summary>
    public EventViews Views { get; }

    /// <summary>By partner; a partner that only listens has none.</summary>
    public IReadOnlyDictionary<Participant, PartnerAdapter> Adapters { get; }

    /// <summary>Calls to partners that no lane owes.</summary>
    public PartnerPushes Pushes { get; }

    /// <summary>What holds a lane before it deletes too much.</summary>
    public DeleteGuards Guards { get; }

    /// <summary>Who loses by claims, counted.</summary>
    public LoserLimits Losers { get; }

    /// <summary>Records that both sides change for ever.</summary>
    public OscillationBreaker Oscillations { get; }

    public TimeProvider Clock => _seams.Clock;

    public ILoggerFactory Loggers => _seams.Loggers;

    /// <summary>Tells keys of hub records; the caller disposes it.</summary>
    public IHubKeys OpenHubKeys() => _seams.Hub.OpenKeys();

    /// <summary>The hub feed ended by a bug of ours; null: it did not.</summary>
    public Exception? FeedFault => _feeding.Exception?.InnerException;

    /// <exception cref="StoreRefusedException">The store may not be opened.</exception>
    public static async Task<Engine> OpenAsync(EnginePlan plan, EngineSeams seams)
    {
        var store = Store.Open(seams.Store, seams.Random);
        var meter = new SyncMeter();
        store.Tables.Audit.Counted = new OutcomeCounts(meter, store.Tables.Lanes).Add;
        var writing = store.Writer.Start(seams.Scheduler);
        try
        {
            var setup = new LaneSetup(plan);
            await store.Writer.CommitAsync(setup);
            return new Engine(plan, seams, store, meter, writing, setup);
        }
        catch
        {
            // The next start must find the store free.
            store.Writer.Complete();
            await writing;
            store.Dispose();
            meter.Dispose();
            throw;
        }
    }

    /// <summary>Both lanes of a partner: to it, and from it to the hub.</summary>
    public IEnumerable<Lane> LanesOf(Participant partner)
        => Lanes.Where(l => l.Plan.Name == LaneNames.To(partner) || l.Plan.Name == LaneNames.ToHubFrom(partner));

    public string LaneName(int lane) => _byId[lane].Plan.Name;

    public Lane? LaneTo(Participant partner) => Lanes.FirstOrDefault(lane => lane.Plan.Name == LaneNames.To(partner));

    public void Start()
    {
        Meter.Watch(new EngineGauges(this));
        foreach (var lane in Lanes.Where(lane => !IsToHub(lane)))
        {
            lane.Start(_hardStop.Token);
        }

        _applying = _appliers.Start(_seams.Scheduler);
        _feeding = _seams.Scheduler.Start(FeedAsync);
        _hubLanes = _seams.Scheduler.Start(StartHubLanesAsync);
        _retaining = _seams.Scheduler.Start(() => Retention.RunAsync(_softStop.Token));
        _holding = _seams.Scheduler.Start(() => new Holds(this).RunAsync(_softStop.Token));
        _listening = _seams.Scheduler.Start(() => new Silences(this).RunAsync(_softStop.Token));
        _meeting = _seams.Scheduler.Start(MeetAsync);
        _overlaps = _seams.Scheduler.Start(ListOverlapsAsync);
        _polling = Polls.Start(_seams.Scheduler, _softStop.Token);
    }

    /// <summary>Stops intake, lets calls in flight end within the grace, commits, and closes the store.</summary>
    public async ValueTask DisposeAsync()
    {
#pragma warning disable CA1849 // the callbacks are ours and short; an asynchronous cancel would leave the scheduler
        Meter.Dispose();
        _softStop.Cancel();
        await Views.StopAsync();
        var stops = Task.WhenAll([.. Lanes.Where(lane => !IsToHub(lane)).Select(lane => lane.StopAsync()), StopHubLanesAsync()]);
        await Task.WhenAny(stops, Task.Delay(StopGrace, _seams.Clock, CancellationToken.None));
        _hardStop.Cancel();
#pragma warning restore CA1849
        await stops;
        _appliers.Close();
        await Task.WhenAll(Lanes.Select(lane => lane.FlushAsync()));
        try
        {
            await Task.WhenAll(_applying, _feeding, _hubLanes, _retaining, _polling, _holding, _meeting, _overlaps, _listening);
        }
#pragma warning disable CA1031 // status has shown it since it happened; the rest must still end cleanly
        catch (Exception fault)
#pragma warning restore CA1031
        {
            LogEnded(Loggers.CreateLogger("HmsSync.Engine"), fault.GetType().Name, fault.StackTrace ?? "");
        }
        finally
        {
            Store.Writer.Complete();
            await _writing;
            Store.Dispose();
            Polls.Dispose();
            Meetings.Dispose();
            _network.ForEach(invoker => invoker.Dispose());
            _softStop.Dispose();
            _hardStop.Dispose();
        }
    }

    [LoggerMessage(1001, LogLevel.Error, "A loop of the engine had ended by a fault of its own ({Fault}); report it.{Stack}")]
    private static partial void LogEnded(ILogger logger, string fault, string stack);

    private async Task FeedAsync()
    {
        await Meetings.LookAtHubAsync(_softStop.Token);
        await HubFeed.RunAsync(_softStop.Token);
    }

    /// <summary>As lanes to the hub, meetings begin when the feed has shown what the hub held at start.</summary>
    private async Task MeetAsync()
    {
        if (await HubFeed.CaughtUp && !_softStop.IsCancellationRequested)
        {
            await Meetings.RunAsync(_softStop.Token);
        }
    }

    private async Task ListOverlapsAsync()
    {
        if (await HubFeed.CaughtUp && !_softStop.IsCancellationRequested)
        {
            await Overlaps.RunAsync(_softStop.Token);
        }
    }

    private string? PollIsHeldBy(Participant partner, string table)
        => LaneTo(partner) is not { } lane ? null
            : lane.View.Gate.Pause is not null ? "paused"
            : Meetings.Loops.Any(l => l.Meeting.Partner == partner && l.Meeting.Table == table && l.Meeting.HoldsPartner) ? "held"
            : null;

    private static bool IsToHub(Lane lane) => LaneNames.IsToHub(lane.Plan.Name);

    /// <summary>They may be starting just now.</summary>
    private async Task StopHubLanesAsync()
    {
        await _hubLanes;
        await Task.WhenAll(Lanes.Where(IsToHub).Select(lane => lane.StopAsync()));
    }

    private static AppendRules Rules(EnginePlan plan, LaneSetup setup, Func<int, string, bool> leaves)
    {
        var targets =
            from partner in plan.Partners
            from route in partner.Send
            select new Target(
                route.On, partner.Name, setup.ToPartner[partner.Name].Lane, route.Where, route.LeavesDelete);
        var twoWay = plan.Partners.SelectMany(p => p.TwoWayTables);
        return new AppendRules(
            new RouteTable(targets, setup.ToHub.Select(p => KeyValuePair.Create(p.Key.Name, p.Value))),
            plan.Hub.Tables.Where(t => t.Event is not null)
                .ToFrozenDictionary(t => t.Name, t => t.Event!, StringComparer.Ordinal),
            twoWay.ToFrozenSet(StringComparer.Ordinal),
            setup.ToHub.ToFrozenDictionary(p => p.Value, p => setup.ToPartner[p.Key].Lane))
        {
            Claims = plan.Conflicts.Where(c => c.Value.Claims.Count > 0)
                .ToFrozenDictionary(c => c.Key, c => c.Value.Claims, StringComparer.Ordinal),
            ChecksLane = setup.Checks,
            Leaves = leaves,
        };
    }

    private void Owed(int lane, PartnerSeq tail)
    {
        if (_byId.TryGetValue(lane, out var owner))
        {
            owner.Owed(tail);
        }
    }

    /// <summary>
    /// After a crash an apply may have been committed in the hub and not here: lanes to the hub begin when the feed has
    /// shown everything the hub held at start (engine.md, Cards).
    /// </summary>
    private async Task StartHubLanesAsync()
    {
        if (!await HubFeed.CaughtUp || _softStop.IsCancellationRequested)
        {
            return;
        }

        foreach (var lane in Lanes.Where(IsToHub))
        {
            lane.Start(_hardStop.Token);
        }
    }
}
