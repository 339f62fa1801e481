using System.Collections.Frozen;
using System.Text;
using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Feeds;
using HmsSync.Feeds.Polls;
using HmsSync.Hubs.Sqlite;
using HmsSync.Journal;
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
        var round = new PollRound(
            PollFeed.Source(Clinic, "appointments"),
            new PollCalls(_plan, "appointments", Partner, Time),
            new PolledItems(Clinic, records, new RecordNames(_keys)),
            journal,
            Stored,
            Time);
        _stop = new CancellationTokenSource();
        _feed = new PollFeed(_plan, "appointments", round, () => IsPaused ? "paused" : null, Time, new RandomSource(3), Log);
        _scheduler.Start(() => _feed.RunAsync(_stop.Token));
        RunFor(TimeSpan.Zero);
    }

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
