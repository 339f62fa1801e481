using HmsSync.Lanes;

namespace HmsSync.Hosting.Control;

/// <summary>What stands in a lane's way, and the command that helps.</summary>
/// <param name="State">As in <see cref="LaneStatus.State"/>.</param>
/// <param name="Code">Stable; null: nothing does.</param>
/// <param name="Why">In words; null: nothing does.</param>
/// <param name="Help">The command; null: nothing does.</param>
internal readonly record struct LaneStanding(string State, string? Code, string? Why, string? Help)
{
    public const string WaitingFull = "waiting_full";

    private const string Running = "running";

    public static LaneStanding Of(LaneView view, string partner)
    {
        var gate = view.Gate;
        if (gate.Pause is { } pause)
        {
            var help = pause.Code == DeleteGuards.Code
                ? $"hms-sync resume {partner} --after {DeleteGuards.Code}"
                : $"hms-sync partners resume {partner}";
            return new LaneStanding("paused", pause.Code, pause.Why, help);
        }

        if (view.Counts.WaitingFull)
        {
            // Invariant 12: it says so, and goes on by itself.
            return new LaneStanding(WaitingFull, WaitingFull, Crowded(view.Counts.Waiting), $"hms-sync partners test {partner}");
        }

        if (gate.State != GateState.Open)
        {
            return new LaneStanding(
                gate.State == GateState.Held ? "held" : "probing",
                gate.Why,
                $"The participant is away or wants fewer calls: {gate.Why}.",
                $"hms-sync partners test {partner}");
        }

        return view.Fault is { } fault
            ? new LaneStanding(
                Running,
                "lane_fault",
                $"Something in the lane does not go and is tried again ({fault}); the log says more.",
                "hms-sync doctor")
            : new LaneStanding(Running, null, null, null);
    }

    private static string Crowded(int waiting) => string.Create(
        CultureInfo.InvariantCulture,
        $"{waiting} deliveries failed or stand behind one that did: nothing more is taken on until some of them are through.");
}
