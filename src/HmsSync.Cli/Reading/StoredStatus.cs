using HmsSync.Changes;
using HmsSync.Cli.Auditing;
using HmsSync.Configuration;
using HmsSync.Hosting;
using HmsSync.Hosting.Control;
using HmsSync.Lanes.Meetings;
using HmsSync.Stores.Sqlite.Reading;

namespace HmsSync.Cli.Reading;

/// <summary>How lanes stand by what is stored; whether partners can be reached only an engine knows.</summary>
internal static class StoredStatus
{
    private const string NotRunning = "stopped";
    private const string Start = "hms-sync run";

    public static StatusReport Of(EnginePlan plan, StoreReader reader) => new(
        StatusReader.Version,
        StoreEpoch.Of(reader),
        new HubStatus(NotRunning, null, [], null),
        new StoreStatus(plan.StorePath, reader.Events.Newest().Value, null),
        Lanes(plan, reader))
    {
        Backfills = [.. reader.Backfills.All().Select(row => BackfillStatus.Of(row, reader.Reports.LaneName))],
        Meetings = Meetings(plan, reader),
    };

    public static IEnumerable<PartnerRow> Partners(EnginePlan plan, StoreReader reader)
    {
        var lanes = Lanes(plan, reader);
        return [.. plan.Partners.Select(partner => Row(partner, [.. lanes.Where(lane => lane.Partner == partner.Name.Name)]))];
    }

    /// <summary>First meetings that are not over, of tables that the partner can list.</summary>
    private static List<MeetingStatus> Meetings(EnginePlan plan, StoreReader reader)
        => [.. from partner in plan.Partners
               from records in partner.Records.Values
               where records.CanList
               let row = reader.Reports.LaneId(LaneNames.To(partner.Name)) is { } lane
                   ? reader.Meetings.One(lane, records.Table)
                   : MeetingRow.New
               where row.Stage != MeetingStage.Met
               select MeetingStatus.Stored(partner.Name, records.Table, row)];

    private static PartnerRow Row(PartnerPlan partner, List<LaneStatus> lanes)
    {
        var worst = lanes.FirstOrDefault();
        return new PartnerRow(
            partner.Name.Name,
            partner.Adapter,
            worst?.State ?? NotRunning,
            lanes.Sum(lane => lane.Lag),
            lanes.Sum(lane => lane.Waiting),
            lanes.Sum(lane => lane.Parked),
            worst?.Why,
            worst?.PausedBy,
            worst?.Since,
            worst?.LastError,
            worst?.Help ?? Start);
    }

    /// <summary>Those that the configuration still names, worst first.</summary>
    private static List<LaneStatus> Lanes(EnginePlan plan, StoreReader reader)
        => [.. plan.Partners
            .SelectMany(partner => new[] { LaneNames.To(partner.Name), LaneNames.ToHubFrom(partner.Name) })
            .Select(name => reader.Reports.LaneId(name) is { } id ? Lane(reader, name, id) : null).OfType<LaneStatus>()
            .OrderBy(lane => lane.State == NotRunning).ThenByDescending(lane => lane.Lag)];

    private static LaneStatus Lane(StoreReader reader, string name, int id)
    {
        var row = reader.Lanes.Row(id);
        var waiting = reader.Lanes.Waiting(id).Count;
        var parked = reader.Rows.ParkedCount(id);
        var partner = LaneNames.PartnerOf(name).Name;
        var unsettled = reader.Lanes.LastOwed(id).Value - row.Progress.Low.Value - row.Progress.DoneAboveLow()
            - (row.Progress.Lapsed?.Count ?? 0);
        return new LaneStatus
        {
            Participant = LaneNames.IsToHub(name) ? Participant.Hub.Name : partner,
            Partner = partner,
            Lane = name,
            State = row.Pause is null ? NotRunning : "paused",
            Lag = unsettled + waiting,
            Waiting = waiting,
            Parked = parked,
            Code = row.Pause?.Code,
            Why = row.Pause?.Why,
            PausedBy = row.Pause?.By,
            Since = row.Pause?.At.ToString(),
            LastError = reader.Reports.LastFailure(id),
            Help = parked > 0 ? $"hms-sync parked list --partner {partner}" : Start,
        };
    }
}
