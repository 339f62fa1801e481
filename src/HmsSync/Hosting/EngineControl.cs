using HmsSync.Hosting.Control;

namespace HmsSync.Hosting;

/// <summary>Everything that can be asked of a running engine, or done to it; doors and commands go through here.</summary>
internal sealed class EngineControl : IDisposable
{
    private readonly Engine _engine;

    public EngineControl(Engine engine)
    {
        _engine = engine;
        Publisher = new Publisher(engine);
        Switch = new PartnerSwitch(engine);
        Desk = new ParkedDesk(engine);
        Resume = new ResumeDesk(engine, Switch, Desk);
        Status = new StatusReader(engine);
        Partners = new PartnerList(engine, Status);
        Parked = new ParkedList(engine.Store.Readers, engine.Words);
        Events = new EventList(engine.Store.Readers, engine.Words);
        Audit = new AuditList(engine.Store.Readers);
        Review = new ConflictDesk(engine);
        Conflicts = new ConflictList(engine.Store.Readers);
        Links = new LinkDesk(engine);
        Backfill = new BackfillDesk(engine);
        Deliveries = new DeliveryList(engine.Store.Readers, engine.Words);
    }

    /// <summary>The delivery log.</summary>
    public DeliveryList Deliveries { get; }

    public Publisher Publisher { get; }

    public PartnerSwitch Switch { get; }

    /// <summary>What is held for a person, and lets it go on.</summary>
    public ResumeDesk Resume { get; }

    public ParkedDesk Desk { get; }

    public StatusReader Status { get; }

    public PartnerList Partners { get; }

    public ParkedList Parked { get; }

    public EventList Events { get; }

    public AuditList Audit { get; }

    /// <summary>Answers conflicts.</summary>
    public ConflictDesk Review { get; }

    public ConflictList Conflicts { get; }

    /// <summary>First meetings.</summary>
    public LinkDesk Links { get; }

    /// <summary>Tables that are to be read whole.</summary>
    public BackfillDesk Backfill { get; }

    public Readiness Readiness => Readiness.Of(Status, Resume, _engine);

    public void Dispose()
    {
        Links.Dispose();
        Desk.Dispose();
    }
}
