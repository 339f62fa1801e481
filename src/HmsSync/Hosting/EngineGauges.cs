using System.Diagnostics.Metrics;
using HmsSync.Changes;
using HmsSync.Diagnostics;
using HmsSync.Hosting.Control;
using HmsSync.Lanes;

namespace HmsSync.Hosting;

/// <summary>
/// Reads how the engine stands when its metrics are asked for. The hub is one participant, however many lanes lead to it.
/// </summary>
internal sealed class EngineGauges(Engine engine) : IGauges
{
    // Invariant 11: codes come from adapters too; past so many of one participant the rarer ones are told as one.
    private const int MostCodes = 100;
    private const int LongestCode = 64;
    private const string Other = "other";

    public IEnumerable<Measurement<long>> LagEvents() => Sum(view => view.Lag);

    public IEnumerable<Measurement<long>> Waiting() => Sum(view => view.Counts.Waiting);

    public IEnumerable<Measurement<double>> LagSeconds()
    {
        var now = EventTime.From(engine.Clock.GetUtcNow());
        return engine.Store.Readers.Read(reader => ByParticipant().Select(lanes => new Measurement<double>(
            lanes.Max(lane => reader.Meters.OldestOwed(lane.Plan.Id, lane.View.Counts.Low) is { } oldest && oldest < now
                ? (now - oldest).TotalSeconds
                : 0),
            Participant(lanes.Key))).ToList());
    }

    public IEnumerable<Measurement<long>> Parked()
    {
        var names = engine.Lanes.ToDictionary(lane => lane.Plan.Id, lane => lane.Plan.Participant.Name);
        return from row in engine.Store.Readers.Read(reader => reader.Meters.Parked())
               where names.ContainsKey(row.Lane)
               group row by names[row.Lane] into participant
               from code in participant.Select((row, i) => (Code: i < MostCodes ? Told(row.Code) : Other, row.Rows))
                   .GroupBy(row => row.Code, row => row.Rows)
               select new Measurement<long>(code.Sum(), Participant(participant.Key), new("code", code.Key));
    }

    public IEnumerable<Measurement<long>> FeedLagBytes()
        => engine.HubFeed.HeldBack is { } bytes ? [new Measurement<long>(bytes)] : [];

    public IEnumerable<Measurement<double>> FeedLagSeconds() => [new(engine.HubFeed.Lag.Now.TotalSeconds)];

    public IEnumerable<Measurement<long>> BackfillRecords()
        => engine.HubFeed.Backfills.GroupBy(backfill => backfill.Table, backfill => backfill.Rows, StringComparer.Ordinal)
            .Select(table => new Measurement<long>(table.Sum(), new KeyValuePair<string, object?>("table", table.Key)));

    public IEnumerable<Measurement<long>> JournalEvents()
        => engine.Store.Readers.Read<Measurement<long>[]>(
            reader => [new(reader.Events.Newest().Value - reader.Events.Oldest().Value + 1)]);

    public IEnumerable<Measurement<long>> PartnerUp()
        => from partner in engine.Plan.Partners
           let gate = engine.LaneTo(partner.Name)!.View.Gate
           let isUp = gate.State == GateState.Open && gate.Pause is null or { By: not LanePause.Engine }
           select new Measurement<long>(isUp ? 1 : 0, Participant(partner.Name.Name));

    public IEnumerable<Measurement<long>> ConflictsOpen()
    {
        var open = engine.Store.Readers.Read(reader => reader.Meters.OpenConflicts());
        return engine.Plan.Partners.SelectMany(partner => partner.Receive).Select(receive => receive.Table).OfType<string>()
            .Distinct(StringComparer.Ordinal)
            .Select(table => new Measurement<long>(
                open.GetValueOrDefault(table), new KeyValuePair<string, object?>("table", table)));
    }

    public IEnumerable<Measurement<long>> BuildInfo()
        => [new(1, new KeyValuePair<string, object?>("version", StatusReader.Version))];

    private static KeyValuePair<string, object?> Participant(string name) => new("participant", name);

    private static string Told(string code)
        => code.Length is > 0 and <= LongestCode && code.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-') ? code : Other;

    private IEnumerable<IGrouping<string, Lane>> ByParticipant()
        => engine.Lanes.GroupBy(lane => lane.Plan.Participant.Name, StringComparer.Ordinal);

    private IEnumerable<Measurement<long>> Sum(Func<LaneView, long> value)
        => ByParticipant().Select(lanes => new Measurement<long>(lanes.Sum(lane => value(lane.View)), Participant(lanes.Key)));
}
