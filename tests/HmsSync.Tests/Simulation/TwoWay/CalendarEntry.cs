using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace HmsSync.Tests.Simulation.TwoWay;

/// <summary>One entry of a calendar; immutable.</summary>
internal sealed record CalendarEntry(ImmutableDictionary<string, string> Fields, long Version, DateTimeOffset ChangedAt)
{
    /// <summary>All that a calendar keeps of an entry; a room is its own business, and the reference of use to us alone.</summary>
    public static readonly string[] Keeps = ["ref", "start", "status", "notes", "label", "room"];

    public static readonly ImmutableDictionary<string, string> Empty = ImmutableDictionary.Create<string, string>(StringComparer.Ordinal);

    public string Etag => string.Create(CultureInfo.InvariantCulture, $"\"v{Version}\"");

    /// <summary>As the calendar shows it.</summary>
    /// <param name="key">Of the entry.</param>
    /// <param name="flaws">Of the calendar.</param>
    /// <param name="changed">The fields that are shown by a calendar that shows only what changed; null: all.</param>
    public string Json(string key, CalendarFlaws flaws, IReadOnlySet<string>? changed = null)
    {
        var shown = flaws.Deltas ? Keeps.Where(f => changed?.Contains(f) is not false) : Keeps.Where(Fields.ContainsKey);
        var fields = shown.Order(StringComparer.Ordinal).Select(name => (Name: name, Value: Fields.GetValueOrDefault(name)))
            .Select(f => (f.Name, Json: f is { Name: "ref", Value: { } hubKey } ? KeyJson(hubKey) : JsonSerializer.Serialize(f.Value)))
            .Select(f => $",\"{f.Name}\":{f.Json}");
        var etag = flaws.Etags ? $",\"etag\":{JsonSerializer.Serialize(Etag)}" : "";
        var stamp = flaws.Stamps ? $",\"updated_at\":{ChangedAt.ToUnixTimeMilliseconds()}" : "";
        return $$"""{"uid":{{KeyJson(key)}}{{string.Concat(fields)}}{{etag}}{{stamp}}}""";
    }

    /// <summary>Keys that the hub made are numbers, unless they are texts there.</summary>
    public static string KeyJson(string key) => key.All(char.IsDigit) ? key : $"\"{key}\"";
}

/// <param name="Status">Of HTTP.</param>
/// <param name="Key">Of the entry that is told of.</param>
/// <param name="Entry">What is told of; null: nothing.</param>
internal readonly record struct CalendarAnswer(int Status, string Key, CalendarEntry? Entry = null);
