using HmsSync.Configuration;
using HmsSync.Feeds;
using HmsSync.Feeds.Polls;
using HmsSync.Hosting.Listings;
using HmsSync.Hubs;
using HmsSync.Journal;
using HmsSync.Lanes;
using HmsSync.Lanes.Meetings;
using HmsSync.Stores.Sqlite;

namespace HmsSync.Hosting.Meetings;

/// <summary>The first meetings of an engine: one for each table that a partner can list.</summary>
internal sealed class PartnerMeetings : IDisposable
{
    private readonly IHubKeys _keys;
    private readonly EngineSeams _seams;
    private readonly Action<Meeting> _moved;
    private readonly Dictionary<Meeting, MeetingSurvey> _surveys = [];

    /// <param name="plan">Who meets.</param>
    /// <param name="seams">What the engine runs on.</param>
    /// <param name="store">Where they stand.</param>
    /// <param name="journal">Takes the listings.</param>
    /// <param name="lanes">The engine's, with their adapters and meetings.</param>
    /// <param name="requests">Brings hub records to one lane.</param>
    /// <param name="lane">By its number.</param>
    /// <param name="polls">Go on behind what a listing shows.</param>
    /// <param name="moved">Told when a meeting has moved on.</param>
    public PartnerMeetings(
        EnginePlan plan, EngineSeams seams, Store store, EventJournal journal, LaneFactory lanes, RecordRequests requests,
        Func<int, Lane> lane, PartnerPolls polls, Action<Meeting> moved)
    {
        (_seams, _moved) = (seams, moved);
        _keys = seams.Hub.OpenKeys();
        var (names, links) = (new RecordNames(_keys), new LinkTools(store, seams.Clock));
        var logger = seams.Loggers.CreateLogger("HmsSync.Meetings");
        Loops = [.. lanes.Meetings.All.Select(Loop)];

        MeetingLoop Loop(Meeting meeting)
        {
            var partner = plan.Partners.First(p => p.Name == meeting.Partner);
            var listing = new PartnerListing(
                new KeptTable(meeting.Partner, meeting.Records, meeting.Lane),
                meeting.Records.MeetingVia,
                new PollCalls(partner, meeting.Table, lanes.Adapters[meeting.Partner], seams.Clock),
                new PolledItems(meeting.Partner, meeting.Records, names),
                links,
                seams.Clock);
            var hub = seams.Hub.Records;
            var matching = new MatchReading(meeting, listing, hub, links);
            _surveys[meeting] = new MeetingSurvey(meeting, partner, listing, matching, new MeetingFinder(links, hub), hub);
            return new MeetingLoop(
                meeting,
                new MeetingSteps(
                    meeting, listing, matching, hub, requests, journal, store, links,
                    stop => polls.SkipAsync(meeting.Partner, meeting.Table, stop), seams.Clock),
                () => lane(meeting.HubLane).View.Counts.Low,
                () => lane(meeting.Lane).View.Gate.Pause is not null,
                () => moved(meeting),
                partner.Retry,
                seams.Clock,
                seams.Random.Split(),
                logger);
        }
    }

    public IReadOnlyList<MeetingLoop> Loops { get; }

    /// <summary>Counts what would meet, without a write on any side.</summary>
    public MeetingSurvey SurveyOf(Meeting meeting) => _surveys[meeting];

    /// <summary>
    /// Before anything of the hub is read: a table without a record has nothing to meet, whatever comes into it later.
    /// </summary>
    public async Task LookAtHubAsync(CancellationToken stop)
    {
        foreach (var loop in Loops.Where(loop => loop.Meeting.Stage == MeetingStage.Unmet))
        {
            try
            {
                if (await loop.Steps.HubIsEmptyAsync(stop))
                {
                    await loop.Steps.GoAsync(loop.Meeting.Row with { Stage = MeetingStage.Met });
                    _moved(loop.Meeting);
                }
            }
            catch (Exception fault) when (fault is HubStoppedException or StoreUnavailableException)
            {
                // The loop looks again, and says what is wrong.
                loop.Meeting.Why = fault.Message;
            }
        }
    }

    /// <summary>Each on its own; ends when all have.</summary>
    public Task RunAsync(CancellationToken stop)
        => Task.WhenAll(Loops.Select(loop => _seams.Scheduler.Start(() => loop.RunAsync(stop))));

    public void Dispose() => _keys.Dispose();
}
