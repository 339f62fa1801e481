using HmsSync.Audit;
using HmsSync.Changes;
using HmsSync.Stores.Sqlite;
using HmsSync.Stores.Sqlite.Reading;
using HmsSync.Views;

namespace HmsSync.Hosting.Control;

/// <summary>Audit rows, with the names of what their numbers stand for.</summary>
internal sealed class AuditList(StoreReaders readers)
{
    private const int Page = 1_000;

    /// <param name="after">Rows after this number.</param>
    /// <param name="limit">At most this many.</param>
    /// <param name="partner">Whose link, both ways; null: of all.</param>
    public List<AuditView> Read(long after, int limit, string? partner)
        => readers.Read(reader =>
        {
            var found = new List<AuditView>();
            for (var page = reader.Rows.Audit(after, Page); page.Count > 0; page = reader.Rows.Audit(page[^1].Row, Page))
            {
                found.AddRange(page.Select(row => View(reader, row)).Where(v => partner is null || v.Partner == partner)
                    .Take(limit - found.Count));
                if (found.Count >= limit)
                {
                    break;
                }
            }

            return found;
        });

    private static AuditView View(StoreReader reader, AuditRow row)
    {
        var e = row.Entry;
        var lane = reader.Reports.LaneName(e.Lane);
        var (topic, key) = reader.Reports.Record(e.Record);
        var toHub = LaneNames.IsToHub(lane);
        return new AuditView
        {
            Row = row.Row,
            At = e.At.ToString(),
            Participant = toHub ? Participant.Hub.Name : lane,
            Partner = LaneNames.PartnerOf(lane).Name,
            Direction = toHub ? "in" : "out",
            Seq = e.Seq.Value,
            PartnerSeq = e.PartnerSeq.Value,
            Topic = topic,
            Key = Words.Json(key),
            Op = Words.Of(e.Op),
            Outcome = Words.Of(e.Outcome),
            Code = e.Code,
            Status = e.Status,
            Attempts = e.Attempts,
            Count = e.Count,
            Hash = Convert.ToHexStringLower(row.Hash),
        };
    }
}

internal sealed record AuditView
{
    public required long Row { get; init; }

    public required string At { get; init; }

    /// <summary>Who was told: a partner, or <c>hms</c>.</summary>
    public required string Participant { get; init; }

    public required string Partner { get; init; }

    /// <summary><c>out</c>: to the partner; <c>in</c>: from it to the hub.</summary>
    public required string Direction { get; init; }

    public required long Seq { get; init; }

    public required long PartnerSeq { get; init; }

    public required string Topic { get; init; }

    public required RawJson Key { get; init; }

    public required string Op { get; init; }

    public required string Outcome { get; init; }

    public required string Code { get; init; }

    public required int Status { get; init; }

    public required int Attempts { get; init; }

    public required long Count { get; init; }

    public required string Hash { get; init; }
}
