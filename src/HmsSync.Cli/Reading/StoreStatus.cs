using HmsSync.Changes;
using HmsSync.Cli.Auditing;
using HmsSync.Configuration;
using HmsSync.Hosting;
using HmsSync.Stores.Sqlite.Reading;

namespace HmsSync.Cli.Reading;

/// <summary>How partners stand by what is stored; whether they can be reached only an engine knows.</summary>
internal static class StoreStatus
{
    private const string NotRunning = "stopped";

    public static object Of(EnginePlan plan, StoreReader reader) => new
    {
        version = Product.Version,
        epoch = StoreEpoch.Of(reader),
        hub = new { state = NotRunning, last_look = (string?)null, notices = Array.Empty<object>(), stopped = (object?)null },
        store = new { path = plan.StorePath, newest_seq = reader.Events.Newest().Value },
        lanes = Lanes(reader).OrderByDescending(lane => lane.State == "paused").ThenByDescending(lane => lane.Lag),
    };

    public static object Partners(EnginePlan plan, StoreReader reader)
    {
        var lanes = Lanes(reader).ToDictionary(lane => lane.Lane, StringComparer.Ordinal);
        return plan.Partners.Select(partner =>
        {
            var lane = lanes.GetValueOrDefault(LaneNames.To(partner.Name));
            return new
            {
                partner = partner.Name.Name,
                adapter = partner.Adapter,
                state = lane?.State ?? NotRunning,
                lag = lane?.Lag ?? 0,
                why = lane?.Why,
            };
        });
    }

    private static List<StoredLane> Lanes(StoreReader reader)
        => [.. StoreLanes.All(reader).Select(lane => Read(reader, lane.Id))];

    private static StoredLane Read(StoreReader reader, int id)
    {
        var row = reader.Lanes.Row(id);
        var waiting = reader.Lanes.Waiting(id).Count;
        var unsettled = reader.Lanes.LastOwed(id).Value - row.Progress.Low.Value - row.Progress.DoneAboveLow();
        var participant = LaneNames.IsToHub(row.Name) ? Participant.Hub.Name : row.Name;
        return new StoredLane(
            participant,
            row.Name,
            row.Pause is null ? NotRunning : "paused",
            unsettled + waiting,
            waiting,
            reader.Rows.ParkedCount(id),
            row.Pause?.Why,
            row.Pause?.By,
            row.Pause?.At.ToString(),
            row.Pause is null ? "hms-sync run" : $"hms-sync partners resume {row.Name}");
    }

    private sealed record StoredLane(
        string Participant, string Lane, string State, long Lag, int Waiting, long Parked, string? Why, string? PausedBy,
        string? Since, string Help);
}
