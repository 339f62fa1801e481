using System.Buffers;
using System.Text;
using System.Text.Json;
using HmsSync.Audit;
using HmsSync.Changes;
using HmsSync.Govern;
using HmsSync.Lanes;
using HmsSync.Stores.Sqlite;
using HmsSync.Stores.Sqlite.Reading;
using HmsSync.Views;

namespace HmsSync.Hosting.Control;

/// <summary>The delivery log: what waits, and what came of the rest, newest first.</summary>
internal sealed class DeliveryList(StoreReaders readers, HubWords words)
{
    /// <summary>The state of a delivery that is tried again.</summary>
    public const string Waiting = "waiting";

    private static readonly EventTime Latest = new(long.MaxValue);

    public List<DeliveryView> Read(DeliveryQuery query) => readers.Read(reader =>
    {
        var topic = query.Table is null ? 0 : reader.Deliveries.TopicId(query.Table);
        var record = query.Key is null ? 0 : RecordOf(reader, topic, query.Key);
        if ((query.Table is not null && topic == 0) || (query.Key is not null && record == 0))
        {
            return [];
        }

        var lanes = query.Partner is null ? [] : LanesOf(reader, query.Partner);
        var from = query.Since is { } since ? EventTime.From(since) : default;
        var to = query.Until is { } until ? EventTime.From(until) : Latest;
        var rows = new List<DeliveryView>();
        foreach (var lane in query.Partner is null ? [0] : lanes)
        {
            rows.AddRange(reader.Deliveries.Ended(lane, record, topic, default, from, to, query.Limit)
                .Select(row => View(reader, row)));
        }

        foreach (var lane in query.Partner is null ? reader.Deliveries.Lanes() : lanes)
        {
            rows.AddRange(reader.Lanes.Waiting(lane)
                .Where(w => w.Attempts > 0 && (record == 0 || w.Record == record) && w.FirstAt >= from && w.FirstAt <= to)
                .Take(query.Limit)
                .Select(w => View(reader, lane, w))
                .Where(view => query.Table is null || view.Table == query.Table));
        }

        return rows.OrderByDescending(row => row.At, StringComparer.Ordinal).Take(query.Limit).ToList();
    });

    /// <summary>One with its tries and its data; null: there is none with this id, or it is long over.</summary>
    /// <param name="id">As <see cref="DeliveryView.Id"/>.</param>
    public DeliveryView? One(string id)
    {
        var colon = id.LastIndexOf(':');
        if (colon < 0 || !long.TryParse(id.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        var (view, e, tries) = readers.Read<(DeliveryView?, JournaledEvent?, List<Attempt>)>(reader =>
        {
            if (reader.Reports.LaneId(id[..colon].Replace(':', '/')) is not { } lane)
            {
                return default;
            }

            var waits = reader.Lanes.Waiting(lane).Where(w => w.PartnerSeq.Value == number).Select(w => View(reader, lane, w));
            var ended = reader.Deliveries.Ended(lane, 0, 0, new PartnerSeq(number), default, Latest, 1).Select(r => View(reader, r));
            return waits.Concat(ended).FirstOrDefault() is { } found
                ? (found, reader.Events.One(new Seq(found.Seq)), reader.Deliveries.Attempts(lane, new PartnerSeq(number)))
                : default;
        });
        return view is null ? null : view with
        {
            Tries = [.. tries.Select(Shown)],
            Data = e is null ? null : WayOut.Show(e, words).Data,
        };
    }

    private static List<int> LanesOf(StoreReader reader, string partner)
        => [.. new[] { LaneNames.To(new Participant(partner)), LaneNames.ToHubFrom(new Participant(partner)) }
            .Select(reader.Reports.LaneId).OfType<int>()];

    /// <summary>The key as it stands in the store, or its one value alone.</summary>
    private static long RecordOf(StoreReader reader, long topic, string key)
    {
        var exact = reader.Deliveries.RecordId(topic, key);
        if (exact > 0 || reader.Deliveries.AnyKey(topic) is not { } sample)
        {
            return exact;
        }

        using var form = JsonDocument.Parse(sample);
        if (form.RootElement.ValueKind != JsonValueKind.Object || form.RootElement.EnumerateObject().Count() != 1)
        {
            return 0;
        }

        var column = JsonSerializer.Serialize(form.RootElement.EnumerateObject().First().Name);
        var asNumber = reader.Deliveries.RecordId(topic, $"{{{column}:{key}}}");
        return asNumber > 0 ? asNumber : reader.Deliveries.RecordId(topic, $"{{{column}:\"{JsonEncodedText.Encode(key)}\"}}");
    }

    private static DeliveryView View(StoreReader reader, in AuditEntry e)
        => Named(reader, e.Lane, e.PartnerSeq, e.Seq, e.Record) with
        {
            Op = Words.Of(e.Op),
            State = Words.Of(e.Outcome),
            Code = e.Code,
            Status = e.Status == 0 ? null : e.Status,
            Attempts = e.Attempts,
            At = e.At.ToString(),
            TookMs = e.Outcome == Outcome.Delivered && reader.Events.One(e.Seq) is { } journaled
                ? Math.Max(0, Math.Round((e.At - journaled.Time).TotalMilliseconds, 1))
                : null,
        };

    private static DeliveryView View(StoreReader reader, int lane, in WaitingEntry w)
        => Named(reader, lane, w.PartnerSeq, w.Seq, w.Record) with
        {
            Op = Words.Of(w.Op),
            State = Waiting,
            Code = w.Code,
            Attempts = w.Attempts,
            At = w.FirstAt.ToString(),
            NextAt = w.NextAt.ToString(),
        };

    private static DeliveryView Named(StoreReader reader, int lane, PartnerSeq partnerSeq, Seq seq, long record)
    {
        var name = reader.Reports.LaneName(lane);
        var (topic, key) = reader.Reports.Record(record);
        return new DeliveryView
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"{name.Replace('/', ':')}:{partnerSeq.Value}"),
            Partner = LaneNames.PartnerOf(name).Name,
            Direction = LaneNames.IsToHub(name) ? "in" : "out",
            PartnerSeq = partnerSeq.Value,
            Seq = seq.Value,
            Table = topic,
            Key = Words.Json(key),
        };
    }

    private static TryView Shown(Attempt attempt) => new(
        attempt.Number,
        attempt.At.ToString(),
        attempt.Code,
        attempt.Status == 0 ? null : attempt.Status,
        Math.Round(attempt.Took.TotalMilliseconds, 1),
        attempt.Detail,
        attempt.Answer.IsEmpty ? null : Governed(attempt.Answer));

    /// <summary>
    /// Invariant 9: what a partner answers may repeat a record, and no field of it was classified. It goes by policy as the
    /// field <c>text</c> of <c>answer</c>.
    /// </summary>
    private static string? Governed(ReadOnlyMemory<byte> answer)
    {
        var said = new Dictionary<string, string> { ["text"] = Encoding.UTF8.GetString(answer.Span) };
        var payload = JsonSerializer.SerializeToUtf8Bytes(said);
        var shown = new ArrayBufferWriter<byte>(payload.Length);
        if (WayOut.Write(new RawPayload("answer", payload), Viewer.Operator, shown).IsFault)
        {
            return null;
        }

        using var governed = JsonDocument.Parse(shown.WrittenMemory);
        return governed.RootElement.TryGetProperty("text", out var text) ? text.GetString() : null;
    }
}
