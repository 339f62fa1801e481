namespace HmsSync.Hosting.Control;

/// <summary>Whether the engine does its work: hub, store and feeds. A partner that is away is none of it.</summary>
/// <param name="Ready">All is in order.</param>
/// <param name="Hub">The hub and its feed.</param>
/// <param name="Store">The engine's own database.</param>
/// <param name="Degraded">What does not go although the engine is well.</param>
internal sealed record Readiness(bool Ready, HubHealth Hub, StoreHealth Store, IReadOnlyList<Degraded> Degraded)
{
    public static Readiness Of(StatusReader status, ResumeDesk resume, Engine engine)
    {
        // Invariant 12: what stands still is named here with the way out.
        var hub = Health(status.Hub());
        var fault = engine.Store.Writer.Fault ?? engine.Journal.Refusal;
        var store = new StoreHealth(fault is null, fault?.Code, fault?.Message);
        var held = engine.HubFeed.Notices.Where(n => n.Held)
            .Select(n => new Degraded("hms", n.Code, n.Text, n.Remedy));
        return new Readiness(
            hub.Ok && store.Ok,
            hub,
            store,
            [.. held, .. PartnerList.Degraded(status.Lanes()), .. PartnerList.Degraded(status.Polls()),
                .. PartnerList.Degraded(status.Meetings()), .. resume.Degraded()]);
    }

    private static HubHealth Health(HubStatus hub) => hub switch
    {
        { Stopped: { } trouble } => new HubHealth(false, trouble.Code, trouble.What, trouble.Remedy),
        { State: "starting" } => new HubHealth(
            false, "starting", "The hub has not been read to where it stood at start.", "Wait; `hms-sync status` shows how far it is."),
        _ => new HubHealth(true, null, null, null),
    };
}

internal sealed record HubHealth(bool Ok, string? Code, string? What, string? Remedy);

internal sealed record StoreHealth(bool Ok, string? Code, string? What);
