using HmsSync.Adapters.Http;
using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Hosting;
using HmsSync.Lanes;
using HmsSync.Seams;
using HmsSync.Sdk;

namespace HmsSync.Tests.Simulation;

/// <summary>One life of the engine, from its start to its death: the real journal, routing, lanes, adapter, hub and store.</summary>
internal sealed class SimLife : IDisposable
{
    private readonly SimHub _hub;

    public SimLife(SimWorld world, EnginePlan plan, RandomSource random)
    {
        Scheduler = new SimScheduler(random.Split(), world.Trace);
        _hub = new SimHub(plan.Hub, world.Time, random.Split(), world.Connections);
        var seams = new EngineSeams
        {
            Clock = world.Time,
            Random = random.Split(),
            Store = world.StorePlace,
            Scheduler = Scheduler,
            Network = partner => new HttpMessageInvoker(
                new SimNetwork(world.Partner(partner.Name), world.Time, random.Split(), world.Faults)),
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

    /// <summary>Publishes a business event; it is acknowledged when the task's journal commit is done.</summary>
    public void Publish(string id, Action acknowledged) => Scheduler.Start(async () =>
    {
        if (Engine is null)
        {
            return;
        }

        await Engine.Journal.AppendAsync([new NewEvent
        {
            Source = Participant.Hub,
            Topic = "rule.published",
            Op = ChangeOp.Event,
            Id = id,
            Fields = System.Text.Encoding.UTF8.GetBytes($$"""{"event":"{{id}}"}"""),
        }]);
        acknowledged();
    });

    /// <summary>An operator pauses a lane, or lets it go on.</summary>
    public void Pause(string partner, bool pause) => Scheduler.Start(async () =>
    {
        if (Engine?.LaneTo(new Participant(partner)) is { } lane)
        {
            await lane.PauseAsync(pause ? new LanePause("operator", "sim", default, "Paused by sim.") : null);
        }
    });

    /// <summary>Kill -9: nothing runs any more, the system closes the files, what was not committed is gone.</summary>
    public void Dispose()
    {
        Scheduler.Die();
        Engine?.Meter.Dispose();
        Engine?.Store.Dispose();
        _hub.Dispose();
    }
}
