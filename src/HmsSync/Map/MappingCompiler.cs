using System.Security.Cryptography;
using HmsSync.Configuration.Binding;
using HmsSync.Configuration.Reading;
using NodaTime;

namespace HmsSync.Map;

/// <summary>
/// Checks a mapping file as a whole and compiles it; all of its faults are told, each with its place.
/// </summary>
internal sealed class MappingCompiler(FaultLog log, DateTimeZone zone)
{
    /// <summary>Invariant 11: fields of one mapping file.</summary>
    public const int MaxFields = 4_096;

    /// <summary>Null: there is a fault, which is told.</summary>
    public MappingPlan? Compile(ConfigNode root)
    {
        var before = log.Count;
        if (ConfigSection.Open(root, MappingShape.Mapping, log) is not { } section)
        {
            return null;
        }

        var fields = new MappingFields(section);
        fields.Read();
        var words = new MappingWords(section, fields);
        words.Read();
        var formats = new MappingFormats(section, fields, zone);
        formats.Read();
        var defaults = new MappingDefaults(section, fields);
        var parts = new MappingParts
        {
            Defaults = defaults.Read("defaults", hubSide: false),
            HubDefaults = defaults.Read("hub_defaults", hubSide: true),
            RestKept = section.Choice("rest", "drop", "keep") == "keep",
            Fingerprint = Fingerprint(root),
            Lossy = [.. formats.Lossy(), .. words.Lossy()],
            Equality = new MappingEquality(section, fields, formats).Read(),
            Rules =
            [
                .. fields.All.Select(f => new FieldRule(
                    f.Hub,
                    f.Partner,
                    f.Direction,
                    words.Outward(f) ?? formats.Outward(f),
                    words.Inward(f) ?? formats.Inward(f))),
            ],
        };
        return log.Count > before ? null : new MappingPlan(parts);
    }

    private string Fingerprint(ConfigNode root)
    {
        var canonical = NodeJson.Write(root);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(canonical);
        hash.AppendData(System.Text.Encoding.UTF8.GetBytes(zone.Id));
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16));
    }
}
