using System.Collections.Frozen;
using System.Text;
using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Feeds;
using HmsSync.Feeds.Polls;
using HmsSync.Hosting.Listings;
using HmsSync.Hubs.Sqlite;
using HmsSync.Journal;
using HmsSync.Lanes;
using HmsSync.Routing;
using HmsSync.Sdk;
using HmsSync.Seams;
using HmsSync.Stores.Sqlite;
using HmsSync.Tests.Fakes;
using HmsSync.Tests.Map;
using HmsSync.Tests.Simulation;
using Microsoft.Data.Sqlite;

namespace HmsSync.Tests.Feeds.Polls;

/// <summary>One real poll on a real journal and store, in virtual time, at a partner that a test scripts.</summary>
internal sealed class PollRig : IDisposable
{
    private static readonly Participant Clinic = new("clinic");
    private static int _rigs;

    private readonly string _name = $"poll-rig-{Interlocked.Increment(ref _rigs)}";
    private readonly SqliteConnection _anchor;
    private readonly SqliteConnection _hub;
    private readonly Store _store;
    private readonly SqliteHubKeys _keys;
    private readonly SimScheduler _scheduler = new(new RandomSource(2), _ => { });
    private readonly PartnerPlan _plan;
    private CancellationTokenSource _stop = new();
    private PollFeed? _feed;

    public PollRig(bool byPartner = false, TimeSpan? poll = null)
    {
        var place = StorePlace.Memory(_name);
        _anchor = place.OpenWriter();
        _store = Store.Open(place, new RandomSource(1));
        _store.Writer.Start(_scheduler);
        var connection = $"Data Source=file:/{_name}-hub?vfs=memdb;Pooling=False";
        _hub = new SqliteConnection(connection);
        _hub.Open();
        using var create = _hub.CreateCommand();
        create.CommandText = "CREATE TABLE appointments(id INTEGER PRIMARY KEY, start TEXT)";
        create.ExecuteNonQuery();
        var hub = new HubPlan(connection, false, [new TablePlan("appointments")]);
        _keys = new SqliteHubKeys(SqliteHubPlace.Parse(connection), hub);
        var settings = new RecordsSettings { Table = "appointments", KeyField = ["uid"], PartnerMakesKeys = byPartner };
        var mapping = Mapped.Plan("""{"fields":{"id":"uid","start":"begin"}}""");
        _plan = new PartnerPlan(Clinic)
        {
            Poll = poll ?? TimeSpan.FromSeconds(5),
            Timeout = TimeSpan.FromSeconds(3),
            Retry = new RetryPlan(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60), TimeSpan.FromDays(1)),
            Records = new Dictionary<string, RecordsPlan>
            {
                ["appointments"] = new("appointments", mapping, settings) { KeyField = "uid" },
            },
        };
    }

    public VirtualTime Time { get; } = new();

    public CapturedLog Log { get; } = new();

    public ScriptedRecords Partner { get; } = new();

    public bool IsPaused { get; set; }

    public GuardPlan? Guards { get; set; } = GuardPlan.Default;

    public EventTime Now => EventTime.From(Time.GetUtcNow());

    public PollFeed Feed => _feed ?? throw new InvalidOperationException("It has not started.");

    public Exception? LoopFault => _scheduler.Fault;

    /// <summary>The journal, oldest first.</summary>
    public List<JournaledEvent> Journal => _store.Readers.Read(reader => reader.Events.After(default, 10_000));

    /// <summary>What the items of the journal say.</summary>
    public IEnumerable<string> Said => Journal.Select(e => Encoding.UTF8.GetString(e.Fields.Span));

    public PollPosition Stored
        => PollPosition.Parse(_store.Readers.Read(reader => reader.Events.Position(PollFeed.Source(Clinic, "appointments"))));

    /// <summary>Starts the poll from what is stored; it looks at once.</summary>
    public void Start()
    {
        var journal = new EventJournal(
            _store,
            new AppendRules(
                new RouteTable([], []), FrozenDictionary<string, string>.Empty, FrozenSet<string>.Empty,
                FrozenDictionary<int, int>.Empty),
            Time);
        var records = _plan.Records["appointments"];
        var calls = new PollCalls(_plan, "appointments", Partner, Time);
        var items = new PolledItems(Clinic, records, new RecordNames(_keys));
        var kept = new KeptTable(Clinic, records, 1);
        var listing = new PartnerListing(kept, records.Via, calls, items, new LinkTools(_store, Time), Time);
        var sweeps = new ListingSweep(listing, journal, _store, Time);
        var missing = new MissingRecords(kept, Guards, _store, journal, Time);
        var (source, every) = (PollFeed.Source(Clinic, "appointments"), _plan.Poll!.Value);
        var loss = Partner.Can.HasFlag(RecordCapabilities.List)
            ? new CursorLoss("missing/clinic/appointments", sweeps, missing, journal, _store, every)
            : null;
        var round = new PollRound(source, calls, items, journal, Stored, Time, loss is null ? null : loss.BeginAsync);
        IPollRound poll = Partner.Can.HasFlag(RecordCapabilities.Changes)
            ? new ChangesPoll(round, loss, Time)
            : new ListedPoll(source, sweeps, missing, journal, _store, every);
        _stop = new CancellationTokenSource();
        _feed = new PollFeed(_plan, "appointments", poll, () => IsPaused ? "paused" : null, Time, new RandomSource(3), Log);
        _scheduler.Start(() => _feed.RunAsync(_stop.Token));
        RunFor(TimeSpan.Zero);
    }

    /// <summary>The clinic holds these: the lane to it has told them, or found them there.</summary>
    public void Link(IReadOnlyList<int> ids) => Run(() => _store.Writer.CommitAsync(new LinkedWork(1, 1, ids)));

    public void Link(int id, int revision) => Run(() => _store.Writer.CommitAsync(new LinkedWork(1, revision, [id])));

    /// <summary>The partner forgets the cursor that is stored, and gives another.</summary>
    public void Lose(string next)
    {
        var lost = Stored.Cursor;
        Partner.Pull = cursor => cursor == lost ? PageOutcome.Gone() : ScriptedRecords.Page(cursor == "" ? next : null);
    }

    /// <summary>As a first meeting does.</summary>
    public void Skip() => Run(() => Feed.SkipAsync(CancellationToken.None));

    /// <summary>The engine dies: what was not committed is gone.</summary>
    public void Stop()
    {
        using (_stop)
        {
            _stop.Cancel();
        }

        RunFor(TimeSpan.Zero);
    }

    /// <summary>Lets the time pass.</summary>
    public void RunFor(TimeSpan span)
    {
        var until = Time.Ticks + span.Ticks;
        while (_scheduler.RunOne() || Time.FireNext(until))
        {
            // Until nothing is left to do before the time is over.
        }

        Time.MoveTo(until);
    }

    private void Run(Func<Task> act)
    {
        _scheduler.Start(act);
        RunFor(TimeSpan.Zero);
    }

    public void RunFor(int seconds) => RunFor(TimeSpan.FromSeconds(seconds));

    public void Dispose()
    {
        _stop.Dispose();
        _keys.Dispose();
        _hub.Dispose();
        _store.Dispose();
        _anchor.Dispose();
    }
}
