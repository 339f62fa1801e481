using System.Net;
using System.Net.Sockets;
using HmsSync.Adapters.Http;
using HmsSync.Changes;
using HmsSync.Hosting;
using HmsSync.Lanes;
using HmsSync.Lite;
using HmsSync.Lite.Running;
using HmsSync.Seams;
using HmsSync.Stores.Sqlite;
using HmsSync.Tests.Fakes;
using HmsSync.Tests.Simulation;
using Microsoft.Data.Sqlite;
using Xunit;

namespace HmsSync.Tests.Lite;

/// <summary>
/// A program with a whole engine under it, in virtual time: real hub, journal, lanes, store and adapter. The test is the
/// application that writes into the hub, and the partners.
/// </summary>
internal sealed class AppRig : IDisposable
{
    private static int _rigs;

    private readonly string _hub = $"Data Source=file:/app-rig-{Interlocked.Increment(ref _rigs)}?vfs=memdb";
    private readonly StorePlace _place = StorePlace.Memory($"app-rig-store-{Interlocked.Increment(ref _rigs)}");
    private readonly SqliteConnection _anchor;
    private readonly SqliteConnection _application;
    private int _out;
    private SimScheduler _scheduler = new(new RandomSource(1), _ => { });
    private SimHub? _simHub;
    private Engine? _engine;

    public AppRig()
    {
        _anchor = _place.OpenWriter();
        _application = new SqliteConnection(_hub);
        _application.Open();
        Sql("CREATE TABLE appointments(id INTEGER PRIMARY KEY, citizen_id TEXT, start TEXT)");
    }

    public VirtualTime Time { get; } = new();

    public CapturedLog Log { get; } = new();

    public Engine Engine => _engine ?? throw new InvalidOperationException("The program does not run.");

    /// <summary>What came to the partners, in order.</summary>
    public List<AppCall> Calls { get; } = [];

    /// <summary>The most calls that were out side by side.</summary>
    public int MostAtOnce { get; private set; }

    /// <summary>Nobody is there.</summary>
    public bool Away { get; set; }

    /// <summary>What a partner answers; -1: it takes it, and the answer never comes.</summary>
    public Func<AppCall, int> Answer { get; set; } = _ => 201;

    /// <summary>A program of two partners; <c>lotus_notes</c> has words of its own and wants no deletes.</summary>
    public static SyncApp App(object? lotus = null, object? hospital = null) => new(
        new SyncHub("hms.db", "appointments"),
        new SyncPartner("lotus_notes", "http://lotus.example/events")
        {
            Fields = new Dictionary<string, string> { ["id"] = "uid", ["start"] = "begin", ["subject"] = "title" },
            More = lotus,
        },
        new SyncPartner("hospital", "http://hospital.example/beds") { More = hospital ?? new { deletes = "send" } });

    public void Start(SyncApp app)
    {
        var plan = app.Workspace.Load().Plan ?? throw new InvalidOperationException("The configuration has faults.");
        var handlers = app.Handlers.Close();
        Assert.Empty(app.Handlers.Faults(plan));
        plan = plan with
        {
            Hub = plan.Hub with { Connection = _hub },
            Partners = [.. plan.Partners, .. handlers.Select(h => h.Plan)],
        };
        var random = new RandomSource(3);
        _simHub = new SimHub(plan.Hub, Time, random.Split());
        var seams = new EngineSeams
        {
            Clock = Time,
            Random = random,
            Store = _place,
            Scheduler = _scheduler,
            Network = partner => new HttpMessageInvoker(new Wire(this, partner.Name.Name)),
            Adapters = [new HttpAdapterFactory()],
            Handlers = handlers.ToDictionary(h => h.Name, RunningApp.Code, StringComparer.Ordinal),
            Hub = _simHub,
            Loggers = Log,
        };
        app.Running.Begin();
        _scheduler.Start(async () =>
        {
            _engine = await Engine.OpenAsync(plan, seams);
            app.Running.Opened(_engine);
            _engine.Start();
        });
        RunFor(TimeSpan.FromSeconds(1));
    }

    /// <summary>Kill -9 of the program, and another one in its place.</summary>
    public void Restart(SyncApp app)
    {
        _scheduler.Die();
        _engine?.Store.Dispose();
        _simHub?.Dispose();
        _scheduler = new SimScheduler(new RandomSource(2), _ => { });
        Start(app);
    }

    /// <summary>SIGTERM; true when the program came to its end within the span.</summary>
    public bool Stop(TimeSpan within)
    {
        var ended = _scheduler.Start(async () => await Engine.DisposeAsync());
        RunFor(within);
        return ended.IsCompletedSuccessfully;
    }

    /// <summary>The application writes.</summary>
    public void Sql(string sql)
    {
        using var command = _application.CreateCommand();
#pragma warning disable CA2100 // a constant of the test
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    public void Book(int id) => Sql($"INSERT INTO appointments VALUES({id}, 'CID-{id}', '2026-01-0{id}')");

    /// <summary>Outside of any handler, on the program's own thread.</summary>
    public Task Do(Func<Task> work)
    {
        var done = _scheduler.Start(work);
        RunFor(TimeSpan.FromSeconds(5));
        return done;
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

    public void Pause(string partner, bool pause) => Do(() => Engine.LaneTo(new Participant(partner))!.PauseAsync(
        pause ? new LanePause("operator", "test", default, "Paused by test.") : null));

    public LaneView Lane(string name) => Engine.LaneTo(new Participant(name))!.View;

    /// <summary>The audit, oldest first: participant, outcome, code.</summary>
    public List<string> Audit() => Engine.Store.Readers.Read(reader => reader.Rows.Audit(0, 10_000)
        .Select(row => $"{reader.Reports.LaneName(row.Entry.Lane)} {row.Entry.Outcome} {row.Entry.Code}").ToList());

    public void Dispose()
    {
        _scheduler.Die();
        _engine?.Store.Dispose();
        _simHub?.Dispose();
        _application.Dispose();
        _anchor.Dispose();
    }

    private sealed class Wire(AppRig rig, string partner) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (rig.Away)
            {
                throw new HttpRequestException(
                    HttpRequestError.ConnectionError, "refused", new SocketException((int)SocketError.ConnectionRefused));
            }

            var call = await AppCall.ReadAsync(partner, request);
            rig.Calls.Add(call);
            rig.MostAtOnce = Math.Max(rig.MostAtOnce, ++rig._out);
            await Task.Delay(TimeSpan.FromMilliseconds(1), rig.Time, cancellationToken);
            rig._out--;
            switch (rig.Answer(call))
            {
                case -1:
                    var never = new TaskCompletionSource<HttpResponseMessage>();
                    await using (cancellationToken.Register(() => never.TrySetCanceled(cancellationToken)))
                    {
                        return await never.Task;
                    }

                case var status:
                    return new HttpResponseMessage((HttpStatusCode)status) { Content = new ByteArrayContent([]) };
            }
        }
    }
}
