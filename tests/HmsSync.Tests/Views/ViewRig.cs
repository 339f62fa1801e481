using System.Collections.Frozen;
using System.Text;
using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Deliver;
using HmsSync.Journal;
using HmsSync.Map;
using HmsSync.Routing;
using HmsSync.Sdk;
using HmsSync.Seams;
using HmsSync.Stores.Sqlite;
using HmsSync.Tests.Simulation;
using HmsSync.Views;
using Microsoft.Data.Sqlite;

namespace HmsSync.Tests.Views;

/// <summary>A journal in virtual time, the operator's view of it, and the view of a partner that is owed topic <c>a</c>.</summary>
internal sealed class ViewRig : IDisposable
{
    private static readonly Participant Hospital = new("hospital");

    private static int _stores;

    private readonly SqliteConnection _anchor;
    private readonly Store _store;
    private readonly EventJournal _journal;
    private readonly Setup _setup = new();

    public ViewRig()
    {
        var place = StorePlace.Memory($"view-rig-{Interlocked.Increment(ref _stores)}");
        _anchor = place.OpenWriter();
        _store = Store.Open(place, new RandomSource(1));
        _store.Writer.Start(Scheduler);
        Do(() => _store.Writer.CommitAsync(_setup));
        _journal = new EventJournal(
            _store,
            new AppendRules(
                new RouteTable([new Target("a", Hospital, _setup.Lane, Condition.Always, false)], []),
                FrozenDictionary<string, string>.Empty,
                FrozenSet<string>.Empty,
                FrozenDictionary<int, int>.Empty),
            Time);
        Epoch = Cursor.EpochOf(_store.Epoch);
        var plan = new PartnerPlan(Hospital) { Send = [new RoutePlan("a", Condition.Always, false, MappingPlan.Identity)] };
        var words = new HubWords([plan]);
        Operator = new OperatorView(_store.Readers, Epoch, words);
        Partner = new PartnerView(
            _store.Readers, Epoch, _setup.Lane, new PartnerShape(plan), new IdempotencyKey(_store.Epoch, Hospital, 1).Write, words);
    }

    public VirtualTime Time { get; } = new();

    public SimScheduler Scheduler { get; } = new(new RandomSource(2), _ => { });

    public ulong Epoch { get; }

    public EventView Operator { get; }

    public EventView Partner { get; }

    public Action? Appended
    {
        set => _journal.Appended = value;
    }

    /// <summary>One business event of each topic, a second later each.</summary>
    public void Publish(params string[] topics)
    {
        foreach (var topic in topics)
        {
            Time.MoveTo(Time.Ticks + TimeSpan.TicksPerSecond);
            Append(topic, ChangeOp.Event, """{"x":1.10}""");
        }
    }

    public void Append(string topic, ChangeOp op, string fields, string key = "") => Do(() => _journal.AppendAsync([new NewEvent
    {
        Source = Participant.Hub,
        Topic = topic,
        Op = op,
        Key = new RecordKey(key),
        Fields = Encoding.UTF8.GetBytes(fields),
    }]));

    /// <summary>As retention does: what the lane owes of it goes too.</summary>
    public void Forget(long upTo)
    {
        Sql($"UPDATE lane SET low = max(low, ifnull((SELECT max(partner_seq) FROM owed WHERE seq <= {upTo}), 0))");
        Sql($"DELETE FROM owed WHERE seq <= {upTo}");
        Sql($"DELETE FROM journal WHERE seq <= {upTo}");
        Sql($"INSERT INTO meta(name, value) VALUES('pruned_seq', {upTo}) ON CONFLICT(name) DO UPDATE SET value = excluded.value");
    }

    public void Sql(string sql)
    {
        using var command = _anchor.CreateCommand();
#pragma warning disable CA2100 // a constant of the test
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    /// <summary>Runs what is due, and time on with it.</summary>
    public void RunFor(TimeSpan span)
    {
        var until = Time.Ticks + span.Ticks;
        while (Scheduler.RunOne() || Time.FireNext(until))
        {
            // Until nothing is left to do before the time is over.
        }

        Time.MoveTo(until);
    }

    /// <summary>A whole answer: its lines, and how it ended.</summary>
    public static (List<string> Lines, ReplayReader Reader) Replay(
        EventView view, ViewStart start, string? topic = null, long limit = long.MaxValue)
    {
        var reader = new ReplayReader(view, start, topic is null ? null : new TopicFilter(topic), limit, FrameForm.Lines);
        var (buffer, lines) = (new FrameBuffer(), new List<string>());
        while (reader.Read(buffer))
        {
            lines.AddRange(Encoding.UTF8.GetString(buffer.Written).Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }

        return (lines, reader);
    }

    public void Dispose()
    {
        Scheduler.Die();
        _store.Dispose();
        _anchor.Dispose();
    }

    private void Do(Func<Task> work)
    {
        var done = Scheduler.Start(work);
        while (!done.IsCompleted && Scheduler.RunOne())
        {
            // Nothing here needs time to pass.
        }
    }

    private sealed class Setup : StoreWork
    {
        public int Lane { get; private set; }

        public override int Rows => 1;

        public override void Apply(StoreTransaction transaction)
        {
            transaction.Names.Participant(Participant.Hub.Name);
            Lane = transaction.Lanes.Id(Hospital.Name);
        }
    }
}
