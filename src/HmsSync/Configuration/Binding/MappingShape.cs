namespace HmsSync.Configuration.Binding;

/// <summary>The keys of a mapping file.</summary>
internal static class MappingShape
{
    public static readonly ConfigShape Mapping = new(
        "mapping file",
        new("fields"), new("values"), new("formats"), new("defaults"), new("hub_defaults"), new("rest", "drop"),
        new("direction", "both"), new("unknown", "error"), new("equality", "exact"));

    public static readonly ConfigShape Format = new(
        "formats.FIELD", new("hub", "iso"), new("partner", "iso"), new("zone", "the engine's"));
}
