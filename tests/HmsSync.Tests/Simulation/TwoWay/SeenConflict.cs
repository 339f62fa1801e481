using System.Text.Json;
using HmsSync.Changes;
using HmsSync.Hosting;
using HmsSync.Stores.Sqlite.Reading;

namespace HmsSync.Tests.Simulation.TwoWay;

/// <summary>A conflict row as people see it: with names for numbers, and texts for JSON.</summary>
/// <param name="Row">The row.</param>
/// <param name="Partner">Whose link it is.</param>
/// <param name="Key">The record, as it is called in the hub, or at the partner where only that is known.</param>
internal sealed record SeenConflict(ConflictRow Row, string Partner, string Key)
{
    public bool IsOpen => Row.State == "open";

    /// <summary>A person had a hand in it, or both sides came to agree.</summary>
    public bool IsAnswered => Row.State is "resolved" or "reverted";

    public bool IsWhole => Row.Field == "*";

    public string? Hub => Text(Row.HubValue);

    public string? There => Text(Row.PartnerValue);

    public string? Loser => Row.Winner == "hms" ? There : Hub;

    public static List<SeenConflict> All(Engine engine) => engine.Store.Readers.Read(reader =>
        reader.Reports.Conflicts(all: true, 0, 10_000).Select(row => new SeenConflict(
            row,
            LaneNames.PartnerOf(reader.Reports.LaneName(row.Lane)).Name,
            KeyOf(reader.Reports.Record(row.Record).Key))).ToList());

    public bool Holds(string value) => Same(Hub, value) || Same(There, value);

    public static bool Same(string? left, string? right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    private static string KeyOf(RecordKey key)
    {
        using var json = JsonDocument.Parse(key.Json);
        return json.RootElement.EnumerateObject().Single().Value.ToString();
    }

    private static string? Text(ReadOnlyMemory<byte> json)
    {
        if (json.IsEmpty)
        {
            return null;
        }

        using var document = JsonDocument.Parse(json);
        return document.RootElement.ValueKind == JsonValueKind.String ? document.RootElement.GetString() : null;
    }
}
