using System.Collections.Frozen;
using HmsSync.Audit;
using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Journal;
using HmsSync.Lanes;
using HmsSync.Routing;
using HmsSync.Sdk;
using HmsSync.Seams;
using HmsSync.Stores.Sqlite;
using HmsSync.Tests.Fakes;
using HmsSync.Tests.Simulation;
using Microsoft.Data.Sqlite;
using NodaTime;
using Xunit;

namespace HmsSync.Tests.Lanes;

/// <summary>One real lane on a real journal and store, in virtual time, to a participant that a test scripts.</summary>
internal sealed class LaneRig : IDeliverer, IDisposable
{
    private static int _stores;

    private readonly SqliteConnection _anchor;
    private readonly Store _store;
    private readonly SimScheduler _scheduler;
    private CancellationTokenSource _hardStop = new();
    private readonly LaneSetupWork _setup = new();
    private readonly SchedulePlan? _batch;
    private readonly OwedBound? _owed;
    private EventJournal? _journal;
    private Lane? _lane;

    public LaneRig(SchedulePlan? batch = null, OwedBound? owed = null)
    {
        (_batch, _owed) = (batch, owed);
        var place = StorePlace.Memory($"lane-rig-{Interlocked.Increment(ref _stores)}");
        _anchor = place.OpenWriter();
        _store = Store.Open(place, new RandomSource(1));
        _scheduler = new SimScheduler(new RandomSource(2), _ => { });
        _store.Writer.Start(_scheduler);
        Do(() => _store.Writer.CommitAsync(_setup));
    }

    public VirtualTime Time { get; } = new();

    public CapturedLog Log { get; } = new();

    public EventTime Now => EventTime.From(Time.GetUtcNow());

    public Lane Lane => _lane ?? throw new InvalidOperationException("The lane is not open.");

    /// <summary>What the participant does with a delivery; null: it takes it.</summary>
    public Func<OwedEvent, DeliveryResult>? Script { get; set; }

    /// <summary>Numbers of deliveries that the lane has given up.</summary>
    public List<long> GivenUp { get; } = [];

    /// <summary>What was tried, in order: op and number.</summary>
    public List<string> Tries { get; } = [];

    void IDeliverer.GivenUp(PartnerSeq delivery, long record) => GivenUp.Add(delivery.Value);

    public void Open()
    {
        var plan = new LanePlan
        {
            Id = _setup.Id,
            Name = "hospital",
            Participant = new Participant("hospital"),
            MirrorLane = _setup.Id,
            Concurrency = 4,
            Retry = new RetryPlan(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5), TimeSpan.FromDays(1)),
            Batch = _batch,
            Owed = _owed,
            Window = _owed?.Window ?? LaneProgress.Window,
        };
        if (_hardStop.IsCancellationRequested)
        {
            _hardStop.Dispose();
            _hardStop = new CancellationTokenSource();
        }

        _lane = new Lane(plan, this, new LaneTools(_store, Time, new RandomSource(3), _scheduler, DateTimeZone.Utc) { Loggers = Log });
        _lane.Start(_hardStop.Token);
        RunFor(TimeSpan.Zero);
    }

    public void Append(int record, ChangeOp op = ChangeOp.Update) => Do(async () =>
    {
        var target = new Target("appointments", new Participant("hospital"), _setup.Id, Condition.Always, false);
        _journal ??= new EventJournal(
            _store,
            new AppendRules(
                new RouteTable([target], []), FrozenDictionary<string, string>.Empty, FrozenSet<string>.Empty,
                FrozenDictionary<int, int>.Empty),
            Time);
        _journal.Owed = (_, tail) => _lane?.Owed(tail);
        await _journal.AppendAsync([new NewEvent
        {
            Source = Participant.Hub,
            Topic = "appointments",
            Op = op,
            Key = new RecordKey($$"""{"id":{{record}}}"""),
            Fields = "{}"u8.ToArray(),
        }]);
    });

    /// <summary>An operator drives parked deliveries again, one after the other.</summary>
    public void Redrive(params long[] numbers)
    {
        foreach (var number in numbers)
        {
            var row = _store.Readers.Read(reader => reader.Rows.Parked(_setup.Id, 0, 1_000))
                .Single(parked => parked.PartnerSeq.Value == number);
            var entry = new WaitingEntry(
                row.PartnerSeq, row.Seq, row.Op, row.Record, 0, default, Now + TimeSpan.FromDays(1), "", Replay: true);
            Assert.True(Lane.Reserve(entry));
            Do(() => _store.Writer.CommitAsync(new RedriveWork([new RedriveItem(row, entry)], Now)));
            Lane.Release(entry);
        }
    }

    /// <summary>An operator pauses the lane, or lets it go on with null.</summary>
    public void Pause(LanePause? pause) => Do(() => Lane.PauseAsync(pause));

    /// <summary>The first column of the first row; null when there is none.</summary>
    public object? Ask(string sql)
    {
        using var command = _anchor.CreateCommand();
#pragma warning disable CA2100 // a constant of the test
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar() is { } value and not DBNull ? value : null;
    }

    /// <summary>Changes the store from outside, as a fault would.</summary>
    public void Sql(string sql)
    {
        using var command = _anchor.CreateCommand();
#pragma warning disable CA2100 // a constant of the test
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    /// <summary>Outcomes in the order they were audited, as <c>partner_seq outcome</c>.</summary>
    public List<string> Outcomes()
    {
        using var command = _anchor.CreateCommand();
        command.CommandText = "SELECT partner_seq, outcome FROM audit ORDER BY rowid";
        using var rows = command.ExecuteReader();
        var outcomes = new List<string>();
        while (rows.Read())
        {
            outcomes.Add($"{rows.GetInt64(0)} {(Outcome)rows.GetInt32(1)}");
        }

        return outcomes;
    }

    public void RunFor(TimeSpan span)
    {
        var until = Time.Ticks + span.Ticks;
        while (_scheduler.RunOne() || Time.FireNext(until))
        {
            // Until nothing is left to do before the time is over.
        }

        Time.MoveTo(until);
    }

    /// <summary>As the engine does; true when it came to its end within the span.</summary>
    public bool Stop(TimeSpan within)
    {
        var ended = _scheduler.Start(async () =>
        {
            await Lane.StopAsync();
            await _hardStop.CancelAsync();
            await Lane.FlushAsync();
        });
        RunFor(within);
        return ended.IsCompletedSuccessfully;
    }

    public Task<DeliveryResult> DeliverAsync(OwedEvent owed, CancellationToken cancellation)
    {
        Tries.Add($"{owed.Op} {owed.PartnerSeq.Value}");
        return Task.FromResult(Script?.Invoke(owed) ?? DeliveryResult.Ended(Outcome.Delivered));
    }

    public void Dispose()
    {
        _scheduler.Die();
        _store.Dispose();
        _anchor.Dispose();
        _hardStop.Dispose();
    }

    private void Do(Func<Task> work)
    {
        var done = _scheduler.Start(work);
        while (!done.IsCompleted && _scheduler.RunOne())
        {
            // Nothing here needs time to pass.
        }
    }

    private sealed class LaneSetupWork : StoreWork
    {
        public int Id { get; private set; }

        public override int Rows => 1;

        public override void Apply(StoreTransaction transaction)
        {
            transaction.Names.Participant(Participant.Hub.Name);
            Id = transaction.Lanes.Id("hospital");
        }
    }
}
