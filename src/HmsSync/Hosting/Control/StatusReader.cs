using System.Reflection;
using HmsSync.Changes;
using HmsSync.Lanes;
using HmsSync.Lanes.Meetings;
using HmsSync.Stores.Sqlite.Reading;

namespace HmsSync.Hosting.Control;

/// <summary>Says how the engine stands.</summary>
internal sealed class StatusReader(Engine engine)
{
    public static string Version { get; }
        = typeof(Engine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";

    public StatusReport Read() => new(
        Version,
        engine.Store.Epoch,
        Hub(),
        new StoreStatus(engine.Store.Place.DataSource, engine.Journal.Newest.Value, engine.Store.Writer.Fault?.Code),
        Lanes())
    {
        Polls = Polls(),
        Meetings = Meetings(),
        Backfills = [.. engine.HubFeed.Backfills.Select(row => BackfillStatus.Of(row, lane => engine.LaneName(lane)))],
    };

    /// <summary>First meetings that are not over.</summary>
    public List<MeetingStatus> Meetings()
        => [.. engine.Meetings.Loops.Where(l => l.Meeting.Stage != MeetingStage.Met).Select(l => MeetingStatus.Of(l.Meeting))];

    /// <summary>The polls, worst first.</summary>
    public List<PollStatus> Polls()
        => [.. engine.Polls.Feeds.Select(PollStatus.Of).OrderByDescending(p => p.State == "failing")];

    public HubStatus Hub()
    {
        var feed = engine.HubFeed;
        var stopped = feed.Stopped is { } reason ? new Trouble(reason.Code, reason.Message, reason.Remedy)
            : engine.FeedFault is { } bug ? new Trouble(
                "feed_broken", $"The hub feed ended by a fault of its own ({bug.GetType().Name}).", "Restart the engine, and report it.")
            : null;
        var state = stopped is not null ? "stopped" : feed.CaughtUp.IsCompleted ? "running" : "starting";
        return new HubStatus(state, feed.LastLook.Micros == 0 ? null : feed.LastLook.ToString(), feed.Notices, stopped);
    }

    /// <summary>The lanes, worst first.</summary>
    public List<LaneStatus> Lanes()
        => [.. engine.Store.Readers.Read(reader => engine.Lanes.Select(lane => Of(lane, reader)).ToList())
            .OrderBy(Rank).ThenByDescending(l => l.Lag)];

    private static int Rank(LaneStatus lane) => lane.State switch
    {
        "paused" => lane.Code == "operator" ? 1 : 0,
        LaneStanding.WaitingFull => 0,
        "held" => 2,
        "probing" => 3,
        _ when lane.Code is not null => 2,
        _ => lane.Parked > 0 ? 4 : lane.Waiting > 0 ? 5 : 6,
    };

    private LaneStatus Of(Lane lane, StoreReader reader)
    {
        var (view, gate) = (lane.View, lane.View.Gate);
        var partner = LaneNames.PartnerOf(lane.Plan.Name).Name;
        var stands = LaneStanding.Of(view, partner);
        var held = gate.Pause is null && gate.State != GateState.Open;
        var parked = reader.Rows.ParkedCount(lane.Plan.Id);
        var lapsed = reader.Lanes.LapsedCount(lane.Plan.Id);
        var failing = reader.Reports.LastFailure(lane.Plan.Id);
        var now = EventTime.From(engine.Clock.GetUtcNow());
        var silent = Silence.Of(engine.Plan.Partners.FirstOrDefault(p => p.Name.Name == partner), lane, now, reader);
        return new LaneStatus
        {
            Participant = lane.Plan.Participant.Name,
            Partner = partner,
            Lane = lane.Plan.Name,
            State = stands.State,
            Lag = view.Lag,
            Waiting = view.Counts.Waiting,
            Parked = parked,
            Lapsed = lapsed,
            Backlog = lapsed > 0 || view.Counts.Lapsed > 0 ? Backlogs.Lapsed
                : Backlogs.IsNear(lane, now, reader) ? Backlogs.Near
                : null,
            SilentSince = silent is { } span ? (now + -span).ToString() : null,
            SlowedTo = gate.SlowedTo is { } rate ? Math.Round(rate, 1) : null,
            Code = stands.Code,
            Why = stands.Why,
            Until = held && gate.Until.Micros > 0 ? gate.Until.ToString() : null,
            PausedBy = gate.Pause?.By,
            Since = gate.Pause?.At.ToString(),
            LastError = held ? gate.Why : failing,
            Help = stands.Help
                ?? (parked > 0 ? $"hms-sync parked list --partner {partner}"
                    : failing is not null || silent is not null ? $"hms-sync partners test {partner}"
                    : null),
        };
    }
}
