using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using HmsSync.Changes;
using HmsSync.Govern;
using HmsSync.Resolve;
using HmsSync.Stores.Sqlite;
using HmsSync.Stores.Sqlite.Reading;
using HmsSync.Views;

namespace HmsSync.Hosting.Control;

/// <summary>Conflict rows as the operator may see them.</summary>
internal sealed class ConflictList(StoreReaders readers)
{
    /// <summary>Invariant 11: rows of one answer.</summary>
    public const int Most = 10_000;

    /// <param name="all">Resolved and reverted ones too, not only those that stand in the review queue.</param>
    public List<ConflictView> Read(bool all)
        => readers.Read(reader => reader.Reports.Conflicts(all, 0, Most).Select(row => View(reader, row)).ToList());

    /// <summary>One, whatever its state; null: there is none.</summary>
    public ConflictView? One(long id)
        => readers.Read(reader => reader.Reports.Conflict(id) is { } row ? View(reader, row) : null);

    private static ConflictView View(StoreReader reader, ConflictRow row)
    {
        var (table, key) = reader.Reports.Record(row.Record);
        var partner = LaneNames.PartnerOf(reader.Reports.LaneName(row.Lane)).Name;
        RawJson Value(ReadOnlyMemory<byte> json) => Shown(table, row.Field, json);
        return new ConflictView
        {
            Id = row.Id,
            Table = table,
            Key = Words.Json(key),
            Field = row.Field,
            Rule = row.Rule,
            State = row.State,
            Winner = row.Winner,
            Claim = row.Claim.Length == 0 ? null : row.Claim,
            Values = Sides(partner, Value(row.HubValue), Value(row.PartnerValue)),
            Base = Value(row.Base),
            Stamps = Sides(partner, row.HubAt.ToString(), row.PartnerAt.ToString()),
            At = row.At.ToString(),
            Why = row.Why,
        };
    }

    /// <summary>Of a claim among the application's own records there is one side.</summary>
    private static Dictionary<string, T> Sides<T>(string partner, T ours, T theirs)
        => partner == Participant.Hub.Name
            ? new() { [partner] = ours }
            : new() { [Participant.Hub.Name] = ours, [partner] = theirs };

    /// <summary>A single value goes the same way out as a whole record.</summary>
    private static RawJson Shown(string table, string field, ReadOnlyMemory<byte> value)
    {
        if (value.IsEmpty)
        {
            return RawJson.Null;
        }

        var isRecord = field == FieldConflict.WholeRecord;
        byte[] record = isRecord
            ? value.ToArray()
            : [.. Encoding.UTF8.GetBytes($"{{\"{JsonEncodedText.Encode(field)}\":"), .. value.Span, (byte)'}'];
        var output = new ArrayBufferWriter<byte>(record.Length);
        WayOut.Write(new RawPayload(table, record), Viewer.Operator, output);
        if (isRecord)
        {
            return new RawJson(output.WrittenSpan.ToArray());
        }

        var fields = new JsonFields(output.WrittenSpan);
        return fields.Next() ? new RawJson(fields.Value.ToArray()) : RawJson.Null;
    }
}

internal sealed record ConflictView
{
    public required long Id { get; init; }

    public required string Table { get; init; }

    public required RawJson Key { get; init; }

    public required string Field { get; init; }

    public required string Rule { get; init; }

    /// <summary>By which claim a record lost its place; null: both sides changed one record.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Claim { get; init; }

    public required string State { get; init; }

    public required string Winner { get; init; }

    /// <summary>Both sides' values by participant.</summary>
    public required IReadOnlyDictionary<string, RawJson> Values { get; init; }

    public required RawJson Base { get; init; }

    public required IReadOnlyDictionary<string, string> Stamps { get; init; }

    public required string At { get; init; }

    public required string Why { get; init; }
}
