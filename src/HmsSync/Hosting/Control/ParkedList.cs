using System.Text.Json.Serialization;
using HmsSync.Changes;
using HmsSync.Lanes;
using HmsSync.Stores.Sqlite;
using HmsSync.Stores.Sqlite.Reading;
using HmsSync.Views;

namespace HmsSync.Hosting.Control;

/// <summary>Parked deliveries as the operator may see them.</summary>
internal sealed class ParkedList(StoreReaders readers, HubWords words)
{
    /// <summary>Invariant 11: rows of one answer.</summary>
    public const int Most = 10_000;

    /// <param name="partner">Whose, both ways; null: of all.</param>
    public List<ParkedView> Read(string? partner)
        => readers.Read(reader =>
        {
            var rows = partner is null
                ? reader.Rows.Parked(0, 0, Most)
                : LanesOf(reader, partner).SelectMany(lane => reader.Rows.Parked(lane, 0, Most)).OrderBy(r => r.Id).Take(Most);
            return rows.Select(row => Row(reader, row)).ToList();
        });

    /// <summary>One with what would be sent, in hub words; null: there is none.</summary>
    public ParkedView? One(long id)
    {
        var (view, e) = readers.Read(reader => reader.Reports.ParkedOne(id) is { } row
            ? (Row(reader, row), reader.Events.One(row.Seq))
            : (null, null));
        if (view is null || e is null)
        {
            return view;
        }

        var shown = WayOut.Show(e, words);
        return view with { Data = shown.Data };
    }

    private static IEnumerable<int> LanesOf(StoreReader reader, string partner)
        => new[] { LaneNames.To(new Participant(partner)), LaneNames.ToHubFrom(new Participant(partner)) }
            .Select(reader.Reports.LaneId).OfType<int>();

    private static ParkedView Row(StoreReader reader, ParkedRow row)
    {
        var lane = reader.Reports.LaneName(row.Lane);
        var (topic, key) = reader.Reports.Record(row.Record);
        return new ParkedView(
            row.Id,
            LaneNames.PartnerOf(lane).Name,
            lane,
            row.Seq.Value,
            row.PartnerSeq.Value,
            topic,
            Words.Json(key),
            Words.Of(row.Op),
            row.Code,
            row.Detail ?? row.Code,
            row.Attempts,
            row.At.ToString(),
            row.Count);
    }
}

internal sealed record ParkedView(
    long Id,
    string Partner,
    string Lane,
    long Seq,
    long PartnerSeq,
    string Topic,
    RawJson Key,
    string Op,
    string Code,
    string Reason,
    int Attempts,
    string At,
    long Count)
{
    /// <summary>Only of a single row.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RawJson? Data { get; init; }
}
