using HmsSync.Adapters.Http;
using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Hosting;
using HmsSync.Hosting.Control;
using HmsSync.Seams;

namespace HmsSync.Tests.Simulation.TwoWay;

/// <summary>One life of the engine between hub and calendars.</summary>
internal sealed class TwoWayLife : IDisposable
{
    private readonly SimHub _hub;

    public TwoWayLife(ICalendarWorld world, EnginePlan plan, RandomSource random)
    {
        Scheduler = new SimScheduler(random.Split(), world.Trace);
        _hub = new SimHub(plan.Hub, world.Time, random.Split(), world.Connections, world.Look);
        var seams = new EngineSeams
        {
            Clock = world.Time,
            Random = random.Split(),
            Store = world.Store,
            Scheduler = Scheduler,
            Network = partner => new HttpMessageInvoker(new SimCalendarNetwork(
                world.Calendar(partner.Name.Name), world.Time, random.Split(), world.Faults, world.Network)),
            Adapters = [new HttpAdapterFactory()],
            Hub = _hub,
            Loggers = world.Log,
        };
        Scheduler.Start(async () =>
        {
            var engine = await Engine.OpenAsync(plan, seams);
            engine.Start();
            Engine = engine;
        });
    }

    public SimScheduler Scheduler { get; }

    /// <summary>Null until it has opened.</summary>
    public Engine? Engine { get; private set; }

    public bool HasCaughtUp => Engine?.HubFeed.CaughtUp is { IsCompletedSuccessfully: true };

    /// <summary>A doorbell at the door; while no engine runs it is lost.</summary>
    public void Ring(NewEvent doorbell) => Scheduler.Start(async () =>
    {
        if (Engine is { } engine)
        {
            await engine.Journal.AppendAsync([doorbell]);
        }
    });

    /// <summary>A person decides about a conflict.</summary>
    public void Answer(long conflict, Participant winner) => Scheduler.Start(async () =>
    {
        if (Engine is { } engine)
        {
            await new ConflictDesk(engine).ResolveAsync(conflict, winner, "sim");
        }
    });

    /// <summary>Kill -9.</summary>
    public void Dispose()
    {
        Scheduler.Die();
        Engine?.Store.Dispose();
        Engine?.Meter.Dispose(); // .NET lists it for as long as the process lives, and all that it can see
        _hub.Dispose();
    }
}
