using System.Globalization;
using System.Text;
using HmsSync.Changes;
using HmsSync.Hubs;

namespace HmsSync.Tests.Hubs;

/// <summary>Deliveries to a hub, short to write.</summary>
internal static class Deliveries
{
    public static HubApply Insert(long id, string fields) => Of(id, "p", id, _ => Write(HubWriteKind.Insert, fields));

    public static HubApply Of(long seq, string table, long id, Func<ReadOnlyMemory<byte>?, HubWrite> decide)
        => new(table, Key(id), Tag(seq), (current, _) => decide(current));

    public static HubWrite Write(HubWriteKind kind, string fields) => new(kind, Encoding.UTF8.GetBytes(fields));

    public static ApplyTag Tag(long seq) => new("e1", 3, new PartnerSeq(seq), new Seq(100 + seq), 1);

    public static RecordKey Key(long id) => new(string.Create(CultureInfo.InvariantCulture, $"{{\"id\":{id}}}"));

    public static long Id(RecordKey key) => long.Parse(key.Json["{\"id\":".Length..^1], CultureInfo.InvariantCulture);

    public static string Text(ReadOnlyMemory<byte>? json) => json is null ? "" : Encoding.UTF8.GetString(json.Value.Span);
}
